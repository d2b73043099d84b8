import { countResults, type Report } from '../../report/report.ts'
import type { PlannedCase } from '../../scenario/plan.ts'
import type { CaseResult } from '../../scenario/run.ts'
import { type ExitCode, exitCode, worst } from '../exit-code.ts'
import { findTarget, intentOf, openTarget } from '../probe/open-target.ts'
import type { Keep } from '../probe/probe-target.ts'
import { runOnTarget, type TargetRun } from '../run-on-target.ts'
import { withDecidedDenials } from './decided-denials.ts'
import type { ReportOutputs } from './report-outputs.ts'

export interface TargetTestOptions {
  readonly seed?: number
  readonly concurrency: number
  readonly maxFailures?: number
  readonly retries?: number
  readonly keep?: Keep
}

/** `sallyport test --target NAME`: the same cases on a target that outlives them. */
export async function testOnTarget(
  name: string,
  cases: readonly PlannedCase[],
  options: TargetTestOptions,
  reports: ReportOutputs,
): Promise<ExitCode> {
  const open = await openTarget(findTarget(name), intentOf(cases))
  const begun = performance.now()
  const plan = { target: name, seed: options.seed ?? 0, planned: cases.length }
  reports.begin(plan)
  const circumstances = { now: new Date(), sourceIp: open.settings.sourceIp }
  const decided = (result: CaseResult): CaseResult => withDecidedDenials(result, circumstances)
  const run = await runOnTarget(cases, open, { ...options, onResult: (result) => reports.each(decided(result)) })
  const results = run.results.map(decided)
  const report: Report = { ...plan, results, durationMs: Math.round(performance.now() - begun) }
  const written = reports.end(report)
  process.stderr.write(describeRun(run, open.run.id, name))
  if (run.interrupted) return exitCode.interrupted
  const { failed, error } = countResults(report)
  const usable = error === 0 && run.leftBehind.length === 0
  return worst([written, failed > 0 ? exitCode.failed : exitCode.ok, usable ? exitCode.ok : exitCode.target])
}

/** What the target was like, and what is left in it. */
export function describeRun({ probes, leftBehind, kept, resources }: TargetRun, id: string, target: string): string {
  const slowest = Math.max(0, ...[...probes.values()].map(({ convergedMs }) => convergedMs))
  const left = leftBehind.map(({ what, code, message }) => `  left behind: ${what} (${code}: ${message})\n`)
  const end =
    kept > 0
      ? `${kept} ${kept === 1 ? 'set-up was' : 'set-ups were'} kept: \`sallyport clean --target ${target} --run ${id}\` removes what is there`
      : leftBehind.length === 0
        ? 'nothing is left of them'
        : `\`sallyport clean\` tries again to remove what is left`
  return `run ${id}: ${resources} resources, ${end}; settled after ${(slowest / 1000).toFixed(1)} s at the latest\n${left.join('')}`
}
