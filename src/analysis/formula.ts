import type { PatternPart } from '../policy/pattern.ts'
import type { ConditionOperatorName } from '../policy/policy.ts'
import type { Template } from '../policy/template.ts'
import type { ValueSet } from './value-set.ts'

/**
 * One thing that a request is asked. A dimension is a part of the request that varies by itself: the resource, a context key, the caller.
 *
 * `absent`: the key is not sent. `single`: it has exactly one value. `any`: one of its values is in the set. `anyOutside`: one is not.
 */
export type Test =
  | { readonly kind: 'absent' }
  | { readonly kind: 'single' }
  | { readonly kind: 'any'; readonly set: ValueSet }
  | { readonly kind: 'anyOutside'; readonly set: ValueSet }
  /** One of the values is what a value with variables comes to. */
  | VariableTest
  /** Outside the exact fragment: it may hold or not, and a witness that hangs on it does not replay. */
  | { readonly kind: 'opaque' }

export interface VariableTest {
  readonly kind: 'variable'
  readonly outside: boolean
  readonly template: Template
  /** Lower-cased. */
  readonly keys: readonly string[]
  /** What the value comes to when its variables are replaced. */
  readonly words: (parts: readonly PatternPart[]) => ValueSet
  readonly operator?: ConditionOperatorName
}

/** INVARIANT: equal tests of one table are one atom. */
export interface Atom {
  readonly id: number
  readonly dimension: string
  readonly test: Test
  /** As the policy says it, for people. */
  readonly text: string
}

export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'literal'; readonly atom: Atom; readonly holds: boolean }
  | { readonly kind: 'and'; readonly parts: readonly Formula[] }
  | { readonly kind: 'or'; readonly parts: readonly Formula[] }

export const yes: Formula = { kind: 'constant', value: true }
export const no: Formula = { kind: 'constant', value: false }

export const literal = (atom: Atom, holds = true): Formula => ({ kind: 'literal', atom, holds })

/** All of them; flat, and decided where a part decides it. */
export const and = (parts: readonly Formula[]): Formula => join('and', parts)
export const or = (parts: readonly Formula[]): Formula => join('or', parts)

function join(kind: 'and' | 'or', parts: readonly Formula[]): Formula {
  const decisive = kind === 'or'
  const flat: Formula[] = []
  for (const part of parts) {
    if (part.kind === 'constant') {
      if (part.value === decisive) return part
    } else if (part.kind === kind) flat.push(...part.parts)
    else flat.push(part)
  }
  const [only] = flat
  if (only === undefined) return decisive ? no : yes
  return flat.length === 1 ? only : { kind, parts: flat }
}

export function not(formula: Formula): Formula {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? no : yes
    case 'literal':
      return literal(formula.atom, !formula.holds)
    case 'and':
    case 'or':
      return { kind: formula.kind === 'and' ? 'or' : 'and', parts: formula.parts.map(not) }
  }
}

/** The atoms of one comparison. */
export interface AtomTable {
  readonly atom: (dimension: string, key: string, text: string, test: Test) => Atom
  readonly atoms: readonly Atom[]
}

export function atomTable(): AtomTable {
  const byKey = new Map<string, Atom>()
  const atoms: Atom[] = []
  return {
    atoms,
    atom: (dimension, key, text, test) => {
      const name = `${dimension} ${test.kind} ${key}`
      const known = byKey.get(name)
      if (known !== undefined) return known
      const atom: Atom = { id: atoms.length, dimension, test, text }
      atoms.push(atom)
      byKey.set(name, atom)
      return atom
    },
  }
}

/** Every atom of a formula, each once. */
export function atomsOf(formula: Formula, found: Set<Atom> = new Set()): ReadonlySet<Atom> {
  if (formula.kind === 'literal') found.add(formula.atom)
  else if (formula.kind !== 'constant') for (const part of formula.parts) atomsOf(part, found)
  return found
}
