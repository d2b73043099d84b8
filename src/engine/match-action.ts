import { compilePattern, literalText, matchesPattern, type Pattern } from '../policy/pattern.ts'
import type { ActionElement, Text } from '../policy/policy.ts'
import type { ElementTrace } from './decision.ts'
import type { RequestFacts } from './request-facts.ts'

/** `Action` or `NotAction`, ready to match. */
export interface CompiledAction {
  readonly element: ActionElement
  readonly negated: boolean
  readonly patterns: readonly ActionPattern[]
}

interface ActionPattern {
  readonly source: Text
  /** Absent when the text can match no action. */
  readonly pattern: Pattern | undefined
}

/**
 * Action names ignore case. A pattern is `*`, or service and name with one colon between; a pattern with white space or a comma in it matches
 * nothing (observed of AWS by others, not documented).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function compileAction(element: ActionElement): CompiledAction {
  return {
    element,
    negated: element.element === 'NotAction',
    patterns: element.patterns.map((source) => ({
      source,
      pattern: canMatch(source.text) ? compilePattern(source.text, { ignoreCase: true }) : undefined,
    })),
  }
}

const canMatch = (text: string): boolean => /^\*+$/.test(text) || /^[^:\s,]+:[^:\s,]+$/.test(text)

/** `NotAction` matches each action that is not listed, of every service. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html */
export function matchesAction(compiled: CompiledAction, facts: RequestFacts): boolean {
  return (findPattern(compiled, facts) !== undefined) !== compiled.negated
}

export function traceAction(compiled: CompiledAction, facts: RequestFacts): ElementTrace {
  const { element, negated } = compiled
  const found = findPattern(compiled, facts)?.source
  const common = { node: 'element', element: negated ? 'notAction' : 'action', at: element.at } as const
  if (!negated && found !== undefined) return { ...common, matches: true, pattern: found }
  if (negated && found === undefined) return { ...common, matches: true }
  const actual = facts.request.action
  if (found !== undefined) return { ...common, matches: false, why: { code: 'excludedByPattern', pattern: found.text, actual } }
  return { ...common, matches: false, why: { code: 'noPatternMatches', patterns: element.patterns.map(({ text }) => text), actual } }
}

/** Under which keys an index finds the statement: exact names, `s3:` for a pattern within a service, `''` for the rest. */
export function indexKeysOf({ negated, patterns }: CompiledAction): readonly string[] {
  if (negated) return ['']
  return patterns.flatMap(({ pattern, source }) => (pattern === undefined ? [] : [indexKey(pattern, source.text)]))
}

function indexKey(pattern: Pattern, text: string): string {
  const service = text.slice(0, text.indexOf(':') + 1).toLowerCase()
  return literalText(pattern) ?? (/[*?]/.test(service) ? '' : service)
}

function findPattern({ patterns }: CompiledAction, { action }: RequestFacts): ActionPattern | undefined {
  for (const candidate of patterns) if (candidate.pattern !== undefined && matchesPattern(candidate.pattern, action)) return candidate
  return undefined
}
