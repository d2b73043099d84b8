import { resolve } from 'node:path'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { diagnose } from '../../diagnose/diagnose.ts'
import { everyFault } from '../../faults/every-fault.ts'
import type { AnySetUp } from '../../faults/server-set-up.ts'
import type { GivenValues } from '../../fixture/load.ts'
import type { FailedCase, GateReport } from '../../report/gate-report.ts'
import { renderFailure } from '../../report/render-failure.ts'
import { plainStyle } from '../../report/style.ts'
import { loadScenarios } from '../../scenario/load.ts'
import { planCases } from '../../scenario/plan.ts'
import { type CaseResult, runCases } from '../../scenario/run.ts'
import { probeEmbedded } from '../probe/probe-embedded.ts'

const caseTimeout = 60_000

/** The seed is fixed: a gate says the same about the same change. */
const seed = 1

/** Runs the cases of scenarios whose fixture changed; undefined where there are none. */
export async function runTouched(
  folder: string,
  fixtures: readonly string[],
  given: GivenValues,
  show: (file: string) => string,
): Promise<Result<GateReport['cases'], readonly Problem[]>> {
  const faults = new Map(everyFault.map((fault) => [fault.id, fault]))
  const scenarios = await loadScenarios([folder], [...faults.keys()], given)
  const folders = fixtures.map((fixture) => resolve(fixture))
  const planned = scenarios.ok
    ? planCases(
        scenarios.value.filter(({ fixture }) => folders.some((each) => isBelow(resolve(fixture.at.file), each))),
        faults,
      )
    : err(scenarios.error)
  if (!planned.ok) return err(planned.error.map((problem) => ({ ...problem, at: { ...problem.at, file: show(problem.at.file) } })))
  if (planned.value.length === 0) return ok(undefined)
  const results = await runCases(
    planned.value,
    {
      probe: (setUp, index) => probeEmbedded(setUp, { timeoutMs: 10_000, seed: `${seed}/${index}` }),
      diagnose: (setUp, observations) =>
        diagnose({ ...setUp, observations, circumstances: { now: new Date(), sourceIp: sourceIpOf(setUp) } }),
    },
    { concurrency: 2, timeoutMs: caseTimeout, onResult: () => undefined },
  )
  const shown = (result: CaseResult): FailedCase => {
    const { at } = result.planned.case
    return { title: result.planned.title, at: { ...at, file: show(at.file) }, text: renderFailure(result, plainStyle) }
  }
  return ok({
    passed: results.filter(({ verdict }) => verdict === 'passed').length,
    failed: results.filter(({ verdict }) => verdict === 'failed').map(shown),
    errors: results.filter(({ verdict }) => verdict === 'error').map(shown),
  })
}

/** Where the connector calls from: from here, unless the scenario says otherwise. */
const sourceIpOf = ({ connection }: AnySetUp): string => ('sourceIp' in connection ? connection.sourceIp : undefined) ?? '127.0.0.1'

const isBelow = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`)
