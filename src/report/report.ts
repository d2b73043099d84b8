import type { Coverage } from '../scenario/coverage.ts'
import type { CaseResult } from '../scenario/run.ts'

/** What a run of `sallyport test` found; every format is a function of it. */
export interface Report {
  /** `embedded`, or the name of the target. */
  readonly target: string
  /** Who decided about packets where it was not the model. */
  readonly enforcement?: 'kernel'
  readonly seed: number
  readonly results: readonly CaseResult[]
  /** Planned cases, more than results where a run stopped early. */
  readonly planned: number
  readonly durationMs: number
  /** Where it was asked for. */
  readonly coverage?: Coverage
  /** What the last nights of a history of sweeps came to, where they were asked for. */
  readonly nights?: readonly NightCount[]
  /** What the cases are of all those of the scenarios. */
  readonly asked?: { readonly shard?: { readonly index: number; readonly count: number }; readonly faults?: string }
}

export interface NightCount {
  readonly name: string
  /** Cases that were not as expected, or had no verdict. */
  readonly wrong: number
  readonly total: number
}

export interface Counts {
  readonly passed: number
  /** Of those, how many only when they were tried again. */
  readonly flaky: number
  /** Not as expected, and nobody said that it may be. */
  readonly failed: number
  /** Not as expected, and a suppression says why that is borne for now. */
  readonly suppressed: number
  readonly error: number
  readonly notRun: number
}

export type Judgement = Exclude<keyof Counts, 'notRun' | 'flaky'>

/** `embedded, network rules enforced by the kernel` */
export const describeTarget = ({ target, enforcement }: Pick<Report, 'target' | 'enforcement'>): string =>
  enforcement === undefined ? target : `${target}, network rules enforced by the ${enforcement}`

/** What a case counts as. */
export const judgementOf = (result: CaseResult): Judgement =>
  result.verdict === 'failed' && result.suppressed !== undefined ? 'suppressed' : result.verdict

/** As expected, but not at once. */
export const isFlaky = (result: CaseResult): boolean => result.verdict === 'passed' && result.retried !== undefined

/** The cases that somebody must look at. */
export const failuresOf = ({ results }: Report): readonly CaseResult[] =>
  results.filter((result) => ['failed', 'error'].includes(judgementOf(result)))

export function countResults({ results, planned }: Report): Counts {
  const count = (judgement: Judgement): number => results.filter((result) => judgementOf(result) === judgement).length
  return {
    passed: count('passed'),
    flaky: results.filter(isFlaky).length,
    failed: count('failed'),
    suppressed: count('suppressed'),
    error: count('error'),
    notRun: planned - results.length,
  }
}
