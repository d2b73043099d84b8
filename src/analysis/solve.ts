import { type Budget, spend } from './budget.ts'
import type { DimensionFacts } from './caller-kind.ts'
import { keyDimension } from './caller-kind.ts'
import { resourceDimension } from './compile-resource.ts'
import { decideDimension, type Verdict } from './decide-dimension.ts'
import { type Atom, type Formula, not } from './formula.ts'
import { impliedSets } from './implied-sets.ts'

/** A request, as far as it matters: every request for which these literals hold makes the formula true. */
export interface Model {
  readonly literals: ReadonlyMap<Atom, boolean>
  /** One value or several of each dimension that is asked for; none where a key is not sent. */
  readonly values: ReadonlyMap<string, readonly string[]>
}

export type Answer =
  | { readonly satisfiable: true; readonly model: Model }
  /** `unsure` where a theory that is not complete had a say. */
  | { readonly satisfiable: false; readonly unsure: boolean }

export interface Question {
  readonly formula: Formula
  readonly facts: (dimension: string) => DimensionFacts
  readonly budget: Budget
  /** Answers about single dimensions, kept between questions that share their atoms and facts. */
  readonly known: Map<string, Verdict>
  /** Which resources there are, where that differs between the questions. */
  readonly scope: string
}

/**
 * Whether some request makes the formula true: a search by cases, where each case is checked against the theory of its dimension as soon as it is
 * opened, and a case that failed is known not to hold in the next.
 */
export function solve(question: Question): Answer {
  const state: State = { question, literals: new Map(), byDimension: new Map(), values: new Map(), unsure: false }
  const satisfiable = search(state, [question.formula])
  if (!satisfiable) return { satisfiable: false, unsure: state.unsure }
  return { satisfiable: true, model: { literals: new Map(state.literals), values: new Map(state.values) } }
}

interface State {
  readonly question: Question
  readonly literals: Map<Atom, boolean>
  readonly byDimension: Map<string, Atom[]>
  readonly values: Map<string, readonly string[]>
  unsure: boolean
}

function search(state: State, goals: readonly Formula[]): boolean {
  spend(state.question.budget)
  const trail: Atom[] = []
  const fail = (): false => {
    for (const atom of trail.reverse()) retract(state, atom)
    return false
  }
  const open = propagate(state, goals, trail)
  if (open === undefined) return fail()
  const clause = open.reduce<Formula | undefined>(
    (best, formula) => (best === undefined || width(formula) < width(best) ? formula : best),
    undefined,
  )
  if (clause === undefined || clause.kind !== 'or') return true
  const others = open.filter((formula) => formula !== clause)
  const failed: Formula[] = []
  for (const part of inOrder(clause.parts)) {
    if (search(state, [part, ...failed, ...others])) return true
    failed.push(not(part))
  }
  return fail()
}

const width = (formula: Formula): number => (formula.kind === 'or' ? formula.parts.length : 1)

/** A key that is not sent makes the shortest example; what cannot be replayed comes last. */
const inOrder = (parts: readonly Formula[]): readonly Formula[] => parts.toSorted((a, b) => rank(a) - rank(b))

function rank(formula: Formula): number {
  if (formula.kind !== 'literal') return 3
  if (formula.atom.test.kind === 'opaque') return 5
  if (formula.atom.test.kind === 'variable') return 4
  if (formula.atom.test.kind === 'absent') return formula.holds ? 0 : 2
  return 1
}

/** Draws conclusions until there are none; what is left are alternatives. Undefined when the goals contradict each other. */
function propagate(state: State, goals: readonly Formula[], trail: Atom[]): readonly Formula[] | undefined {
  let open: readonly Formula[] = goals
  for (;;) {
    const queue = [...open]
    const left: Formula[] = []
    let changed = false
    for (let formula = queue.pop(); formula !== undefined; formula = queue.pop()) {
      const now = simplify(formula, state.literals)
      if (now.kind === 'constant') {
        if (!now.value) return undefined
      } else if (now.kind === 'and') queue.push(...now.parts)
      else if (now.kind === 'or') left.push(now)
      else {
        if (!assert(state, now.atom, now.holds, trail)) return undefined
        changed = true
      }
    }
    if (!changed) {
      const narrowed = narrow(state, left)
      if (narrowed === undefined) return undefined
      if (!narrowed.changed) return narrowed.open
      open = narrowed.open
    } else open = left
  }
}

/** Leaves out alternatives that are impossible by themselves, and goals of which one alternative holds anyway. */
function narrow(state: State, goals: readonly Formula[]): { readonly open: readonly Formula[]; readonly changed: boolean } | undefined {
  let changed = false
  const open: Formula[] = []
  for (const goal of goals) {
    if (goal.kind !== 'or') continue
    if (goal.parts.some((part) => part.kind === 'literal' && !isPossible(state, part.atom, !part.holds))) {
      continue
    }
    const parts = goal.parts.filter((part) => part.kind !== 'literal' || isPossible(state, part.atom, part.holds))
    const [only] = parts
    if (only === undefined) return undefined
    if (parts.length === 1) changed = true
    open.push(parts.length === 1 ? only : parts.length === goal.parts.length ? goal : { kind: 'or', parts })
  }
  return { open, changed }
}

function simplify(formula: Formula, literals: ReadonlyMap<Atom, boolean>): Formula {
  if (formula.kind === 'constant') return formula
  if (formula.kind === 'literal') {
    const value = literals.get(formula.atom)
    return value === undefined ? formula : { kind: 'constant', value: value === formula.holds }
  }
  const decisive = formula.kind === 'or'
  const parts: Formula[] = []
  for (const part of formula.parts) {
    const now = simplify(part, literals)
    if (now.kind === 'constant') {
      if (now.value === decisive) return now
    } else parts.push(now)
  }
  const [only] = parts
  if (only === undefined) return { kind: 'constant', value: !decisive }
  return parts.length === 1 ? only : { kind: formula.kind, parts }
}

function assert(state: State, atom: Atom, holds: boolean, trail: Atom[]): boolean {
  state.literals.set(atom, holds)
  const atoms = state.byDimension.get(atom.dimension)
  if (atoms === undefined) state.byDimension.set(atom.dimension, [atom])
  else atoms.push(atom)
  trail.push(atom)
  return touched(state, atom).every((dimension) => {
    const verdict = decide(state, dimension)
    if (verdict.possible) state.values.set(dimension, verdict.values)
    return verdict.possible
  })
}

function retract(state: State, atom: Atom): void {
  state.literals.delete(atom)
  const atoms = state.byDimension.get(atom.dimension)
  if (atoms !== undefined) atoms.splice(atoms.lastIndexOf(atom), 1)
  for (const dimension of touched(state, atom)) {
    const verdict = decide(state, dimension)
    if (verdict.possible) state.values.set(dimension, verdict.values)
  }
}

/** The dimension of the atom, and those whose values depend on it through a variable. */
function touched(state: State, atom: Atom): readonly string[] {
  const dimensions = new Set([atom.dimension])
  for (const other of state.literals.keys())
    if (other.test.kind === 'variable' && other.test.keys.some((key) => keyDimension(key) === atom.dimension))
      dimensions.add(other.dimension)
  return [...dimensions]
}

function isPossible(state: State, atom: Atom, holds: boolean): boolean {
  if (atom.test.kind === 'opaque') return true
  const verdict = decide(state, atom.dimension, [atom, holds])
  return verdict.possible
}

/** The theory's answer about one dimension, with one more literal where there is one. */
function decide(state: State, dimension: string, more?: readonly [Atom, boolean]): Verdict {
  const { question, literals } = state
  const asserted = (state.byDimension.get(dimension) ?? []).map((atom): readonly [Atom, boolean] => [atom, literals.get(atom) === true])
  const all = more === undefined ? asserted : [...asserted, more]
  if (all.length === 0) return unconstrained
  const implied = impliedSets(all, (key) =>
    (state.byDimension.get(keyDimension(key)) ?? []).map((atom): readonly [Atom, boolean] => [atom, literals.get(atom) === true]),
  )
  const key = `${dimension === resourceDimension ? question.scope : ''} ${all.map(nameOf).sort().join()} ${implied.key}`
  const before = question.known.get(key)
  if (before !== undefined) {
    if (!before.possible && before.unsure) state.unsure = true
    return before
  }
  const verdict = decideDimension(
    { literals: all, inside: implied.inside, outside: implied.outside },
    question.facts(dimension),
    question.budget,
  )
  if (!verdict.possible && verdict.unsure) state.unsure = true
  question.known.set(key, verdict)
  return verdict
}

const unconstrained: Verdict = { possible: true, values: [] }

const nameOf = ([atom, holds]: readonly [Atom, boolean]): string => `${holds ? '' : '-'}${atom.id}`
