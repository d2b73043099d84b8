import { countResults, type Report } from '../../report/report.ts'
import type { PlannedCase } from '../../scenario/plan.ts'
import { type ExitCode, exitCode, worst } from '../exit-code.ts'
import { findTarget, intentOf, openTarget } from '../probe/open-target.ts'
import { runOnTarget, type TargetRun } from '../run-on-target.ts'
import { withDecidedDenials } from './decided-denials.ts'
import type { ReportOutputs } from './report-outputs.ts'

export interface TargetTestOptions {
  readonly seed?: number
  readonly concurrency: number
  readonly failFast?: boolean
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
  const { concurrency, failFast = false } = options
  const run = await runOnTarget(cases, open, { concurrency, failFast, onResult: reports.each })
  const circumstances = { now: new Date(), sourceIp: open.settings.sourceIp }
  const results = run.results.map((result) => withDecidedDenials(result, circumstances))
  const report: Report = { ...plan, results, durationMs: Math.round(performance.now() - begun) }
  const written = reports.end(report)
  process.stderr.write(describeRun(run, open.run.id))
  if (run.interrupted) return exitCode.interrupted
  const { failed, error } = countResults(report)
  const usable = error === 0 && run.leftBehind.length === 0
  return worst([written, failed > 0 ? exitCode.failed : exitCode.ok, usable ? exitCode.ok : exitCode.target])
}

/** What the target was like, and what is left in it. */
export function describeRun({ probes, leftBehind, resources }: TargetRun, id: string): string {
  const slowest = Math.max(0, ...[...probes.values()].map(({ convergedMs }) => convergedMs))
  const left = leftBehind.map(({ what, code, message }) => `  left behind: ${what} (${code}: ${message})\n`)
  const end = leftBehind.length === 0 ? 'nothing is left of them' : `\`sallyport clean\` tries again to remove what is left`
  return `run ${id}: ${resources} resources, ${end}; settled after ${(slowest / 1000).toFixed(1)} s at the latest\n${left.join('')}`
}
