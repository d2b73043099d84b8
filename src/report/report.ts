import type { CaseResult } from '../scenario/run.ts'

/** What a run of `sallyport test` found; every format is a function of it. */
export interface Report {
  /** `embedded`, or the name of the target. */
  readonly target: string
  readonly seed: number
  readonly results: readonly CaseResult[]
  /** Planned cases, more than results where a run stopped early. */
  readonly planned: number
  readonly durationMs: number
}

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly error: number
  readonly notRun: number
}

export function countResults({ results, planned }: Report): Counts {
  const count = (verdict: CaseResult['verdict']): number => results.filter((result) => result.verdict === verdict).length
  return { passed: count('passed'), failed: count('failed'), error: count('error'), notRun: planned - results.length }
}
