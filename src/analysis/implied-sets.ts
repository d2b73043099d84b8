import type { PatternPart } from '../policy/pattern.ts'
import type { TemplatePart } from '../policy/template.ts'
import type { Atom, VariableTest } from './formula.ts'
import { anyOne, anyRun, caseless, type Tokens } from './token.ts'
import type { ValueSet } from './value-set.ts'

type Literal = readonly [atom: Atom, holds: boolean]

/** What tests with variables say of their dimension while the values of the variables are not known. */
export interface ImpliedSets {
  readonly inside: readonly ValueSet[]
  readonly outside: readonly ValueSet[]
  /** Equal keys, equal sets. */
  readonly key: string
}

const nothing: ImpliedSets = { inside: [], outside: [], key: '' }

/**
 * A value with variables lies in what it comes to when each variable is replaced by all that the variable's key can be. Where the key can be one
 * thing only, that holds the other way round as well.
 */
export function impliedSets(literals: readonly Literal[], about: (key: string) => readonly Literal[]): ImpliedSets {
  if (!literals.some(([{ test }]) => test.kind === 'variable')) return nothing
  const inside: ValueSet[] = []
  const outside: ValueSet[] = []
  const keys: string[] = []
  for (const [{ test }, holds] of literals) {
    if (test.kind !== 'variable' || test.outside) continue
    const choices = choicesOf(test, about)
    keys.push(
      ...test.keys.map((key) =>
        about(key)
          .map(([atom, value]) => `${value}${atom.id}`)
          .sort()
          .join(),
      ),
    )
    if (holds) inside.push(test.words(replace(test, choices, false)))
    else if ([...choices.values()].every(({ exact }) => exact)) outside.push(test.words(replace(test, choices, true)))
  }
  return { inside, outside, key: keys.join('/') }
}

interface Replacement {
  readonly parts: readonly PatternPart[]
  /** The key has this value and no other. */
  readonly exact: boolean
}

function choicesOf(test: VariableTest, about: (key: string) => readonly Literal[]): ReadonlyMap<string, Replacement> {
  return new Map(test.keys.map((key) => [key, replacementFor(about(key))]))
}

const anything: Replacement = { parts: [{ kind: '*' }], exact: false }

/** The narrowest single pattern that is asked of the key. */
function replacementFor(literals: readonly Literal[]): Replacement {
  let best: Replacement = anything
  for (const [{ test }, holds] of literals) {
    if (!holds || test.kind !== 'any' || test.set.family !== 'text') continue
    const [only, ...others] = test.set.automaton.patterns
    if (only === undefined || others.length > 0) continue
    const parts = toParts(only)
    if (parts === undefined) continue
    const exact = only.every((token) => token >= 0 && token < caseless)
    if (exact || best === anything) best = { parts, exact }
  }
  return best
}

function toParts(tokens: Tokens): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = []
  for (const token of tokens) {
    if (token === anyRun) parts.push({ kind: '*' })
    else if (token === anyOne) parts.push({ kind: '?' })
    else if (token >= 0 && token < caseless) parts.push({ kind: 'text', text: String.fromCharCode(token), filled: true })
    else return undefined
  }
  return parts
}

/** A variable with a default may stand for it instead, unless its key is known to be sent. */
function replace({ template }: VariableTest, choices: ReadonlyMap<string, Replacement>, exactly: boolean): readonly PatternPart[] {
  return template.flatMap((part: TemplatePart): readonly PatternPart[] => {
    if (part.kind !== 'variable') return [part]
    const choice = choices.get(part.key.toLowerCase()) ?? anything
    return part.fallback !== undefined && !exactly ? anything.parts : choice.parts
  })
}
