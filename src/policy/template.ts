import { type PatternPart, parsePattern } from './pattern.ts'
import type { PolicyVersion } from './policy.ts'

/** A value of a policy before the request is known: text, wildcards, and the variables to fill in. */
export type Template = readonly TemplatePart[]

export type TemplatePart = PatternPart | Variable

/** `${aws:username}` or `${aws:PrincipalTag/team, 'everyone'}`. */
export interface Variable {
  readonly kind: 'variable'
  /** As written; names of keys ignore case. */
  readonly key: string
  /** The value when the request lacks the key. */
  readonly fallback?: string
  /** As written, with dollar and braces. */
  readonly text: string
}

export interface FilledTemplate {
  readonly parts: readonly PatternPart[]
  /** Keys of variables that have neither a value nor a default: such a value matches nothing. */
  readonly unresolved: readonly string[]
}

/**
 * Takes a value of a policy apart. Only version 2012-10-17 has variables; before, `${…}` is text, though a `*` in it is a wildcard.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parseTemplate(text: string, version: PolicyVersion): Template {
  if (version !== '2012-10-17' || !text.includes('${')) return parsePattern(text)
  return text.split(/(\$\{[^{}]+\})/).flatMap((part, index) => (index % 2 === 1 ? parseVariable(part) : parsePattern(part)))
}

/** Puts the values of a request in. What a variable brings is literal: a `*` in it is a star. */
export function fillTemplate(template: Template, lookUp: (key: string) => string | undefined): FilledTemplate {
  const parts: PatternPart[] = []
  const unresolved: string[] = []
  for (const part of template) {
    const value = part.kind === 'variable' ? (lookUp(part.key) ?? part.fallback) : undefined
    if (part.kind !== 'variable') parts.push(part)
    else if (value === undefined) unresolved.push(part.key)
    else parts.push({ kind: 'text', text: value, filled: true })
  }
  return { parts, unresolved }
}

/** The variables of a template, in the order of the text. */
export const variablesOf = (template: Template): readonly Variable[] => template.filter((part) => part.kind === 'variable')

/** The text of parts where wildcards mean nothing, as in `StringEquals`: a star is a star. */
export const literalOf = (parts: readonly PatternPart[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : part.kind)).join('')

/**
 * `${*}`, `${?}` and `${$}` are the characters themselves. A default stands in single quotes after a comma and one space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
function parseVariable(text: string): TemplatePart {
  const inside = text.slice(2, -1)
  if (inside === '*' || inside === '?' || inside === '$') return { kind: 'text', text: inside, filled: true }
  const comma = inside.indexOf(", '")
  if (comma === -1 || !inside.endsWith("'") || inside.length < comma + 4) return { kind: 'variable', key: inside.trim(), text }
  return { kind: 'variable', key: inside.slice(0, comma).trim(), fallback: inside.slice(comma + 3, -1), text }
}
