import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import { everyFault } from '../faults/every-fault.ts'
import type { Report } from '../report/report.ts'
import { loadScenarios } from '../scenario/load.ts'
import { planCases } from '../scenario/plan.ts'
import { type CaseResult, runCases, type Wiring } from '../scenario/run.ts'
import { probeEmbedded } from './probe/probe-embedded.ts'

export interface RunScenariosOptions {
  /** Of everything random in the sandbox. */
  readonly seed?: number
  /** Cases in flight at once. */
  readonly concurrency?: number
  /** Seconds for one case. */
  readonly timeout?: number
  readonly onResult?: (result: CaseResult) => void
}

/** What `sallyport test PATH…` finds in the embedded sandbox, as a value that `renderReport` shows; the problems where files are wrong. */
export async function runScenarios(
  paths: readonly string[],
  { seed = 1, concurrency = 4, timeout = 60, onResult = () => {} }: RunScenariosOptions = {},
): Promise<Result<Report, readonly Problem[]>> {
  const faults = new Map(everyFault.map((fault) => [fault.id, fault]))
  const scenarios = await loadScenarios(paths, [...faults.keys()])
  if (!scenarios.ok) return err(scenarios.error)
  const planned = planCases(scenarios.value, faults)
  if (!planned.ok) return err(planned.error)
  const begun = performance.now()
  const results = await runCases(planned.value, wire(seed, timeout), { concurrency, timeoutMs: timeout * 1000, onResult })
  return ok({ target: 'embedded', seed, planned: planned.value.length, results, durationMs: Math.round(performance.now() - begun) })
}

/** The connector calls from here, unless the scenario says otherwise. */
const wire = (seed: number, timeout: number): Wiring => ({
  probe: (setUp, index) => probeEmbedded(setUp, { timeoutMs: Math.min(10_000, (timeout * 1000) / 3), seed: `${seed}/${index}` }),
  diagnose: (setUp, observations) => {
    const from = 'sourceIp' in setUp.connection ? setUp.connection.sourceIp : undefined
    return diagnose({ ...setUp, observations, circumstances: { now: new Date(), sourceIp: from ?? '127.0.0.1' } })
  },
})
