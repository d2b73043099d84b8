import { automatonOf } from './automaton.ts'
import type { Budget } from './budget.ts'
import type { DimensionFacts } from './caller-kind.ts'
import { type Choice, chooseValue } from './choose-value.ts'
import type { Atom } from './formula.ts'
import { literalTokens } from './token.ts'
import type { ValueSet } from './value-set.ts'

/** What is asked of one dimension at once. */
export interface Demand {
  readonly literals: readonly (readonly [atom: Atom, holds: boolean])[]
  /** Sets that follow from tests with variables. */
  readonly inside: readonly ValueSet[]
  readonly outside: readonly ValueSet[]
}

/** Values that meet the demand; no values where the key is not sent. */
export type Verdict =
  | { readonly possible: true; readonly values: readonly string[] }
  /** `unsure` where the theory is not complete. */
  | { readonly possible: false; readonly unsure: boolean }

/** Whether one dimension can be so. The key left out is tried first: it makes the shortest example. */
export function decideDimension(demand: Demand, facts: DimensionFacts, budget: Budget): Verdict {
  const sorted = sortOut(demand)
  if (facts.presence !== 'always' && canBeAbsent(sorted, demand)) return { possible: true, values: [] }
  if (facts.presence === 'never' || sorted.absent === true) return impossible
  return facts.multivalued && sorted.single !== true ? chooseList(sorted, facts, budget) : chooseOne(sorted, facts, budget)
}

const impossible: Verdict = { possible: false, unsure: false }

interface Sorted {
  readonly absent: boolean | undefined
  readonly single: boolean | undefined
  /** Some value is in it; that value is in no other set that is asked for unless one value has to do. */
  readonly some: readonly ValueSet[]
  readonly someOutside: readonly ValueSet[]
  /** No value is in it. */
  readonly none: readonly ValueSet[]
  /** Every value is in it. */
  readonly every: readonly ValueSet[]
}

function sortOut({ literals, inside, outside }: Demand): Sorted {
  let absent: boolean | undefined
  let single: boolean | undefined
  const some: ValueSet[] = [...inside]
  const someOutside: ValueSet[] = []
  const none: ValueSet[] = [...outside]
  const every: ValueSet[] = []
  for (const [{ test }, holds] of literals) {
    if (test.kind === 'absent') absent = holds
    else if (test.kind === 'single') single = holds
    else if (test.kind === 'any') (holds ? some : none).push(test.set)
    else if (test.kind === 'anyOutside') (holds ? someOutside : every).push(test.set)
  }
  return { absent, single, some, someOutside, none, every }
}

const canBeAbsent = ({ absent, single, some, someOutside }: Sorted, { literals }: Demand): boolean =>
  absent !== false &&
  single !== true &&
  some.length === 0 &&
  someOutside.length === 0 &&
  !literals.some(([{ test }, holds]) => test.kind === 'variable' && holds)

function chooseOne({ some, someOutside, none, every }: Sorted, { domain }: DimensionFacts, budget: Budget): Verdict {
  return asVerdict(chooseValue([...some, ...every], [...none, ...someOutside], domain, budget))
}

const asVerdict = (choice: Choice): Verdict =>
  choice.found ? { possible: true, values: [choice.text] } : { possible: false, unsure: choice.unsure }

/** One value for each that is asked for; they do not get in each other's way. */
function chooseList({ single, some, someOutside, none, every }: Sorted, { domain }: DimensionFacts, budget: Budget): Verdict {
  const values = new Set<string>()
  const add = (choice: Choice): Verdict | undefined => {
    if (!choice.found) return asVerdict(choice)
    values.add(choice.text)
    return undefined
  }
  for (const set of some) {
    const failure = add(chooseValue([set, ...every], none, domain, budget))
    if (failure !== undefined) return failure
  }
  for (const set of someOutside) {
    const failure = add(chooseValue(every, [...none, set], domain, budget))
    if (failure !== undefined) return failure
  }
  while (values.size < (single === false ? 2 : 1)) {
    const failure = add(chooseValue(every, [...none, ...[...values].map(only)], domain, budget))
    if (failure !== undefined) return failure
  }
  return { possible: true, values: [...values] }
}

const only = (text: string): ValueSet => ({ family: 'text', automaton: automatonOf([literalTokens(text)]) })
