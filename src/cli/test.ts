import { randomInt } from 'node:crypto'
import type { Problem } from '../base/problem.ts'
import { err, type Result } from '../base/result.ts'
import { didYouMean } from '../base/suggest.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import { everyFault } from '../faults/every-fault.ts'
import type { AnySetUp } from '../faults/server-set-up.ts'
import { countResults, type Report } from '../report/report.ts'
import { loadScenarios } from '../scenario/load.ts'
import { type PlannedCase, planCases } from '../scenario/plan.ts'
import { runCases, type Wiring } from '../scenario/run.ts'
import type { Case, Scenario } from '../scenario/scenario.ts'
import { type ExitCode, exitCode, worst } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { printProblems } from './print-problems.ts'
import { probeEmbedded } from './probe-embedded.ts'
import { openReports, type ReportOutputs } from './report-outputs.ts'

export interface TestOptions {
  readonly filter?: string
  readonly faults?: string
  readonly seed?: number
  readonly concurrency: number
  /** Seconds. */
  readonly timeout: number
  readonly reporter: readonly string[]
  readonly json?: boolean
  readonly list?: boolean
  readonly failFast?: boolean
  /** `embedded`, or a target of `sallyport.yaml`. */
  readonly target?: string
}

const faultsById = new Map(everyFault.map((fault) => [fault.id, fault]))

/** `sallyport test`: the main job. */
export async function test(paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  const matches = matching(options.filter)
  const planned = await plan(paths, options, matches)
  if (!planned.ok) return printProblems(planned) ?? exitCode.input
  const cases = planned.value.filter(({ title, injected }) => matches(title, injected))
  if (cases.length === 0) throw new CommandFailure(exitCode.input, noCase(options.filter), '`--list` shows them all')
  if (options.list === true) return list(cases)
  const reports = openReports([...options.reporter, ...(options.json === true ? ['json'] : [])])
  const { target = 'embedded' } = options
  if (target !== 'embedded') return (await import('./test-on-target.ts')).testOnTarget(target, cases, options, reports)
  const report = await run(cases, options, reports)
  process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt)
  const written = reports.end(report)
  const { failed, error } = countResults(report)
  return worst([written, failed > 0 ? exitCode.failed : exitCode.ok, error > 0 ? exitCode.target : exitCode.ok])
}

/** A case that is not asked for is not planned, so that nothing about it stands in the way. */
async function plan(
  paths: readonly string[],
  { faults }: TestOptions,
  matches: Matches,
): Promise<Result<readonly PlannedCase[], readonly Problem[]>> {
  const scenarios = await loadScenarios(paths, [...faultsById.keys()])
  if (!scenarios.ok) return err(scenarios.error)
  const asked = faults === undefined ? scenarios.value : scenarios.value.map((scenario) => withFaults(scenario, faults))
  const wanted = ({ title, inject }: Case): boolean =>
    inject.kind === 'all' || matches(title, inject.kind === 'faults' ? inject.faults : [])
  return planCases(
    asked.map((scenario) => ({ ...scenario, cases: scenario.cases.filter(wanted) })),
    faultsById,
  )
}

/** The scenario with just these faults in the place of its cases, each alone. */
function withFaults(scenario: Scenario, asked: string): Scenario {
  const common = { at: scenario.at, expect: { kind: 'same' } } as const
  if (asked === 'all') return { ...scenario, cases: [{ title: 'every fault', inject: { kind: 'all' }, ...common }] }
  const ids = asked.split(',').map((id) => id.trim())
  for (const id of ids) {
    if (!faultsById.has(id)) throw new CommandFailure(exitCode.input, `there is no fault \`${id}\``, didYouMean(id, faultsById.keys()).help)
  }
  return { ...scenario, cases: ids.map((id) => ({ title: id, inject: { kind: 'faults', faults: [id] }, ...common })) }
}

type Matches = (title: string, injected: readonly string[]) => boolean

/** `/…/` is a regular expression, anything else a part of the title or a fault. */
function matching(filter: string | undefined): Matches {
  if (filter === undefined) return () => true
  const pattern = /^\/(.+)\/$/.exec(filter)?.[1]
  if (pattern === undefined) return (title, injected) => title.includes(filter) || injected.includes(filter)
  try {
    const expression = new RegExp(pattern, 'u')
    return (title, injected) => expression.test(title) || injected.some((id) => expression.test(id))
  } catch (error) {
    throw new CommandFailure(
      exitCode.input,
      `\`${filter}\` is no regular expression: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

const noCase = (filter: string | undefined): string =>
  filter === undefined ? 'the scenarios have no case' : `no case matches \`${filter}\``

function list(cases: readonly PlannedCase[]): ExitCode {
  const lines = cases.map(({ scenario, case: { at }, title }) => `${scenario.at.file}:${at.start.line}  ${title}`)
  process.stdout.write(`${lines.join('\n')}\n`)
  return exitCode.ok
}

async function run(cases: readonly PlannedCase[], options: TestOptions, reports: ReportOutputs): Promise<Report> {
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const seed = options.seed ?? randomInt(2 ** 31)
  const begun = performance.now()
  const plan = { target: 'embedded', seed, planned: cases.length }
  reports.begin(plan)
  const results = await runCases(cases, wire(seed, options), {
    concurrency: options.concurrency,
    timeoutMs: options.timeout * 1000,
    failFast: options.failFast === true,
    onResult: reports.each,
  })
  return { ...plan, results, durationMs: Math.round(performance.now() - begun) }
}

/** The sandboxes live in this process, so they end with it. */
function interrupt(): never {
  process.stderr.write('\nsallyport: interrupted; the cases that have no line above have no verdict, and nothing is left running\n')
  process.exit(exitCode.interrupted)
}

/** Where the connector calls from: from here, unless the scenario says otherwise. */
const sourceIpOf = ({ connection }: AnySetUp): string => ('sourceIp' in connection ? connection.sourceIp : undefined) ?? '127.0.0.1'

/** Each call has a third of the case's time, so that one that hangs is an observation and not the end of the case. */
const wire = (seed: number, { timeout }: TestOptions): Wiring => ({
  probe: (setUp, index) => probeEmbedded(setUp, { timeoutMs: Math.min(10_000, (timeout * 1000) / 3), seed: `${seed}/${index}` }),
  diagnose: (setUp, observations) => diagnose({ ...setUp, observations, circumstances: { now: new Date(), sourceIp: sourceIpOf(setUp) } }),
})
