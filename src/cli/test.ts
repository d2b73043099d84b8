import { randomInt } from 'node:crypto'
import type { Problem } from '../base/problem.ts'
import { err, type Result } from '../base/result.ts'
import { didYouMean } from '../base/suggest.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import { catalogue } from '../faults/catalogue.ts'
import { renderJson } from '../report/json.ts'
import { renderHeadings, renderLine, renderSummary } from '../report/pretty.ts'
import { countResults, type Report } from '../report/report.ts'
import { loadScenarios } from '../scenario/load.ts'
import { type PlannedCase, planCases } from '../scenario/plan.ts'
import { type CaseResult, runCases, type Wiring } from '../scenario/run.ts'
import type { Case, Scenario } from '../scenario/scenario.ts'
import { type ExitCode, exitCode, worst } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { printProblems } from './print-problems.ts'
import { probeEmbedded } from './probe-embedded.ts'
import { ProgressLine } from './progress-line.ts'
import { terminalStyle } from './terminal-style.ts'

export interface TestOptions {
  readonly filter?: string
  readonly faults?: string
  readonly seed?: number
  readonly concurrency: number
  /** Seconds. */
  readonly timeout: number
  readonly json?: boolean
  readonly list?: boolean
  readonly failFast?: boolean
}

const faultsById = new Map(catalogue.map((fault) => [fault.id, fault]))

/** `sallyport test`: the main job. */
export async function test(paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  const matches = matching(options.filter)
  const planned = await plan(paths, options, matches)
  if (!planned.ok) return printProblems(planned) ?? exitCode.input
  const cases = planned.value.filter(({ title, injected }) => matches(title, injected))
  if (cases.length === 0) throw new CommandFailure(exitCode.input, noCase(options.filter), '`--list` shows them all')
  if (options.list === true) return list(cases)
  const report = await run(cases, options)
  process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt)
  process.stdout.write(options.json === true ? renderJson(report) : renderSummary(report, terminalStyle(process.stdout)))
  const { failed, error } = countResults(report)
  return worst([failed > 0 ? exitCode.failed : exitCode.ok, error > 0 ? exitCode.target : exitCode.ok])
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

async function run(cases: readonly PlannedCase[], options: TestOptions): Promise<Report> {
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const seed = options.seed ?? randomInt(2 ** 31)
  const begun = performance.now()
  const results = await runCases(cases, wire(seed, options), {
    concurrency: options.concurrency,
    timeoutMs: options.timeout * 1000,
    failFast: options.failFast === true,
    onResult: options.json === true ? () => {} : printer(cases.length),
  })
  return { target: 'embedded', seed, results, planned: cases.length, durationMs: Math.round(performance.now() - begun) }
}

/** The sandboxes live in this process, so they end with it. */
function interrupt(): never {
  process.stderr.write('\nsallyport: interrupted; the cases that have no line above have no verdict, and nothing is left running\n')
  process.exit(exitCode.interrupted)
}

/** Each call has a third of the case's time, so that one that hangs is an observation and not the end of the case. */
const wire = (seed: number, { timeout }: TestOptions): Wiring => ({
  probe: (setUp, index) => probeEmbedded(setUp, { timeoutMs: Math.min(10_000, (timeout * 1000) / 3), seed: `${seed}/${index}` }),
  diagnose: (setUp, observations) => diagnose({ ...setUp, observations, circumstances: { now: new Date(), sourceIp: '127.0.0.1' } }),
})

/** Prints each case as soon as those before it are done, under the heading of its scenario. */
function printer(total: number): (result: CaseResult) => void {
  const style = terminalStyle(process.stdout)
  const width = process.stdout.isTTY ? process.stdout.columns : undefined
  const progress = new ProgressLine(process.stderr)
  let before: CaseResult | undefined
  let done = 0
  return (result) => {
    progress.clear()
    const lines = [...renderHeadings(result, before, style), renderLine(result, style, width)]
    process.stdout.write(`${lines.join('\n')}\n`)
    before = result
    done += 1
    if (done < total) progress.show(`${done} of ${total} cases`)
  }
}
