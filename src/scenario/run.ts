import type { Observation } from '../connectors/observation.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { AnySetUp } from '../faults/server-set-up.ts'
import { compareFindings, type Mismatch } from './compare-findings.ts'
import type { Denial } from './denial.ts'
import type { VerifiedFix } from './fix-verdict.ts'
import type { PlannedCase } from './plan.ts'
import type { Suppression } from './suppression.ts'

/** What came of one case. */
export type CaseResult = {
  readonly planned: PlannedCase
  readonly durationMs: number
} & (
  | {
      readonly verdict: 'passed' | 'failed'
      readonly observations: readonly Observation[]
      readonly diagnosis: Diagnosis
      readonly mismatches: readonly Mismatch[]
      /** What the target refused and why, where somebody asked. */
      readonly denials?: readonly Denial[]
      /** What came of the fixes, where they were tried out. */
      readonly fixes?: readonly VerifiedFix[]
      /** Why a failure is borne for now. */
      readonly suppressed?: Suppression
      /** How often it was tried again before; what passed only then is flaky. */
      readonly retried?: number
    }
  /** It could not be judged: the target refused, or gave no answer in time. */
  | { readonly verdict: 'error'; readonly reason: string }
)

/** How a set-up is deployed, probed and taken down again, and how its observations are read. */
export interface Wiring {
  /** Deploys, calls `use` with what was probed, and leaves nothing behind. Throws `CaseError` where the target cannot be used. */
  readonly probe: (setUp: AnySetUp, index: number, attempt?: number) => Promise<readonly Observation[]>
  readonly diagnose: (setUp: AnySetUp, observations: readonly Observation[]) => Diagnosis
  /** What was refused while this set-up was probed. */
  readonly denials?: (setUp: PlannedCase['setUp']) => readonly Denial[]
  /** Tries the fixes of a case out that is not as expected. */
  readonly verify?: (setUp: AnySetUp, diagnosis: Diagnosis, index: number) => Promise<readonly VerifiedFix[]>
  /** Whether a case may fail for now. */
  readonly suppress?: (failed: PlannedCase) => Suppression | undefined
}

export interface RunOptions {
  /** Cases in flight at once. */
  readonly concurrency: number
  /** Milliseconds for one case. */
  readonly timeoutMs: number
  /** Begins no case after so many that did not pass; all are run unless it is given. */
  readonly maxFailures?: number
  /** Called in the order of the plan, as soon as that is possible. */
  readonly onResult: (result: CaseResult) => void
  /** How often a case that is not as expected, or has no verdict, is tried again; never unless it is given. */
  readonly retries?: number
  /** Begins no case after it is aborted. */
  readonly signal?: AbortSignal
}

/** The target could not be used; the message is for the user. */
export class CaseError extends Error {}

/** Runs the cases, several at once, and gives their results in the order of the plan. */
export async function runCases(cases: Iterable<PlannedCase>, wiring: Wiring, options: RunOptions): Promise<readonly CaseResult[]> {
  const results: (CaseResult | undefined)[] = []
  const turn = cases[Symbol.iterator]()
  let begun = 0
  let told = 0
  let failures = 0
  const worker = async (): Promise<void> => {
    while (failures < (options.maxFailures ?? Number.POSITIVE_INFINITY) && options.signal?.aborted !== true) {
      const { done, value: planned } = turn.next()
      if (done === true) return
      const index = begun++
      const result = await runWithRetries(planned, index, wiring, options)
      results[index] = result
      if (isFailure(result)) failures += 1
      for (let ready = results[told]; ready !== undefined; ready = results[++told]) options.onResult(ready)
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, worker))
  return results.filter((result) => result !== undefined)
}

const isFailure = (result: CaseResult): boolean =>
  result.verdict === 'error' || (result.verdict === 'failed' && result.suppressed === undefined)

async function runWithRetries(planned: PlannedCase, index: number, wiring: Wiring, options: RunOptions): Promise<CaseResult> {
  for (let attempt = 0; ; attempt += 1) {
    const result = await runCase(planned, { index, attempt }, wiring, options.timeoutMs)
    const isLast = attempt >= (options.retries ?? 0) || options.signal?.aborted === true
    if (!isLast && isFailure(result)) continue
    return attempt === 0 || result.verdict === 'error' ? result : { ...result, retried: attempt }
  }
}

interface Turn {
  readonly index: number
  /** From 0. */
  readonly attempt: number
}

async function runCase(planned: PlannedCase, { index, attempt }: Turn, wiring: Wiring, timeoutMs: number): Promise<CaseResult> {
  const begun = performance.now()
  const since = (): number => Math.round(performance.now() - begun)
  try {
    const observations = await within(timeoutMs, wiring.probe(planned.setUp, index, attempt))
    const diagnosis = wiring.diagnose(planned.setUp, observations)
    const mismatches = compareFindings(planned.expected, diagnosis)
    const denials = wiring.denials?.(planned.setUp) ?? []
    const common = { planned, observations, diagnosis, mismatches, durationMs: since(), ...(denials.length === 0 ? {} : { denials }) }
    if (mismatches.length === 0) return { ...common, verdict: 'passed' }
    const suppressed = wiring.suppress?.(planned)
    const fixes = await within(timeoutMs, verified(planned, diagnosis, index, wiring)).catch(withoutVerdict)
    return { ...common, verdict: 'failed', ...(fixes.length === 0 ? {} : { fixes }), ...(suppressed === undefined ? {} : { suppressed }) }
  } catch (error) {
    if (!(error instanceof CaseError)) throw error
    return { planned, verdict: 'error', reason: error.message, durationMs: since() }
  }
}

/** Only what would be shown is tried out: a fix that could be applied. */
async function verified({ setUp }: PlannedCase, diagnosis: Diagnosis, index: number, wiring: Wiring): Promise<readonly VerifiedFix[]> {
  const isMendable = diagnosis.problems.some((problem) => problem.kind === 'fault' && problem.fix.edits.length > 0)
  return (isMendable ? await wiring.verify?.(setUp, diagnosis, index) : undefined) ?? []
}

/** A mended set-up that cannot be deployed leaves its fixes without a verdict; the case has one. */
function withoutVerdict(error: unknown): readonly VerifiedFix[] {
  if (error instanceof CaseError) return []
  throw error
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CaseError(`no verdict within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
