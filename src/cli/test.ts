import { randomInt } from 'node:crypto'
import type { Problem } from '../base/problem.ts'
import { err, type Result } from '../base/result.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import { everyFault } from '../faults/every-fault.ts'
import { type AnySetUp, isServerSetUp } from '../faults/server-set-up.ts'
import type { Kernel } from '../listeners/kernel.ts'
import { countResults, type Report } from '../report/report.ts'
import type { ReporterName } from '../report/reporters.ts'
import { countCoverage } from '../scenario/coverage.ts'
import { loadScenarios } from '../scenario/load.ts'
import { casesInTurn, type PlannedCase } from '../scenario/plan.ts'
import { runCases, type Wiring } from '../scenario/run.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Suppression } from '../scenario/suppression.ts'
import { verifyFixes } from '../scenario/verify-fix.ts'
import { type ExitCode, exitCode, worst } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type GivenOptions, readGivenValues, refuseUnusedValues } from './given-values.ts'
import { printProblems } from './print-problems.ts'
import { type Enforcement, kernelOf } from './probe/enforcement.ts'
import { probeEmbedded } from './probe/probe-embedded.ts'
import type { Keep } from './probe/probe-target.ts'
import { DecisionLog } from './sandbox/decision-log.ts'
import { changedFiles } from './test/changed-files.ts'
import { readLastFailed, rememberRun } from './test/last-run.ts'
import { onlyMarked } from './test/only-marked.ts'
import { withNights } from './test/report-nights.ts'
import { openReports, type ReportOutputs } from './test/report-outputs.ts'
import { narrowScenarios, readPaths, type Selection, type Shard, selectCases } from './test/select-cases.ts'
import { bearing, readBaseline, readSuppressions, tellOfGone, tellOfSuppressions, writeBaseline } from './test/suppressions.ts'
import { testRules } from './test/test-rules.ts'
import { type Trace, traceCase } from './test/trace-cases.ts'
import { refuseUpdateInCi, updateScenarios } from './test/update-scenarios.ts'
import { watchScenarios } from './test/watch-scenarios.ts'
import { withFaults } from './test/with-faults.ts'

export interface TestOptions extends GivenOptions {
  readonly filter?: string
  readonly tag: readonly string[]
  readonly lastFailed?: boolean
  /** The commit to compare with; `true` is the last one. */
  readonly changed?: string | true
  readonly shard?: Shard
  readonly faults?: string
  readonly seed?: number
  readonly concurrency: number
  /** Seconds. */
  readonly timeout: number
  readonly reporter: readonly string[]
  readonly json?: boolean
  readonly list?: boolean
  readonly failFast?: boolean
  readonly maxFailures?: number
  /** Of a target that outlives its cases. */
  readonly retries?: number
  readonly keep?: Keep
  readonly filterInvert?: string
  readonly forbidOnly?: boolean
  readonly passWithNoTests?: boolean
  readonly trace?: Trace
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** `embedded`, or a target of `sallyport.yaml`. */
  readonly target?: string
  readonly enforce?: Enforcement
  readonly watch?: boolean
  /** With a number: how many per cent must be covered. */
  readonly coverage?: number | true
  readonly update?: boolean
  /** Nights of sweeps, for the HTML report. */
  readonly history?: string
  readonly suppressions?: string
  readonly writeBaseline?: string | true
  readonly reason?: string
  readonly owner?: string
  readonly expires?: string
}

const faultsById = new Map(everyFault.map((fault) => [fault.id, fault]))

/** `sallyport test`: the main job. */
export async function test(asked: readonly string[], options: TestOptions): Promise<ExitCode> {
  if (options.update === true) refuseUpdateInCi()
  refuseOnTarget(options)
  if (options.quiet === true && options.verbose === true)
    throw new CommandFailure(exitCode.input, '`--quiet` and `--verbose` do not go together')
  return runScenarios(asked, options)
}

/** The same for a command that knows what it asks for. */
export async function runScenarios(asked: readonly string[], options: TestOptions): Promise<ExitCode> {
  const { paths, lines } = readPaths(asked)
  const selection = select(options, lines)
  if (typeof selection === 'string') return nothingToDo(selection)
  return options.watch === true ? watch(paths, options, selection) : once(paths, options, selection)
}

/** A target that outlives its cases is asked as seldom as can be. */
function refuseOnTarget({
  target = 'embedded',
  watch: watching,
  update,
  suppressions,
  writeBaseline: baseline,
  coverage,
  enforce,
  retries,
  keep,
  trace,
}: TestOptions): void {
  if (target === 'embedded') {
    const [flag, why] =
      retries !== undefined
        ? ['--retries', 'answers the same each time']
        : keep !== undefined
          ? ['--keep', 'ends with the command; `sallyport sandbox start --fixture FOLDER` keeps one']
          : []
    if (flag !== undefined) throw new CommandFailure(exitCode.input, `\`${flag}\` goes with \`--target\`: the embedded sandbox ${why}`)
    return
  }
  const flags = {
    '--watch': watching,
    '--update': update,
    '--suppressions': suppressions,
    '--write-baseline': baseline,
    '--coverage': coverage,
    '--enforce': enforce === 'kernel' ? enforce : undefined,
    // A target keeps its decisions to itself; those about a failure are decided by the fixture's own policies.
    '--trace=on': trace === 'on' ? trace : undefined,
  }
  const [flag] = Object.entries(flags).find(([, value]) => value !== undefined) ?? []
  if (flag !== undefined) throw new CommandFailure(exitCode.input, `\`${flag}\` goes with the embedded sandbox, not with \`${target}\``)
}

/** What is asked for, or why that can be nothing. */
function select({ filter, filterInvert, tag, lastFailed, changed, shard }: TestOptions, lines: Selection['lines']): Selection | string {
  const keys = lastFailed === true ? readLastFailed() : undefined
  if (lastFailed === true && keys === undefined) throw new CommandFailure(exitCode.input, 'no case has run in this folder yet')
  if (keys?.size === 0) return 'no case failed when it last ran'
  const files = changed === undefined ? undefined : changedFiles(changed === true ? 'HEAD' : changed)
  if (files?.size === 0) return 'no file has changed'
  return {
    tags: tag,
    lines,
    ...(filter === undefined ? {} : { filter }),
    ...(filterInvert === undefined ? {} : { without: filterInvert }),
    ...(keys === undefined ? {} : { keys }),
    ...(files === undefined ? {} : { files }),
    ...(shard === undefined ? {} : { shard }),
  }
}

function nothingToDo(why: string): ExitCode {
  process.stderr.write(`sallyport: nothing to do: ${why}\n`)
  return exitCode.ok
}

async function once(
  paths: readonly string[],
  options: TestOptions,
  selection: Selection,
  onLoad: (scenarios: readonly Scenario[]) => void = () => {},
): Promise<ExitCode> {
  const scenarios = await load(paths, options)
  if (!scenarios.ok) return printProblems(scenarios) ?? exitCode.input
  onLoad(scenarios.value)
  const narrowed = onlyMarked(narrowScenarios(scenarios.value, selection), options)
  if (!narrowed.ok) return printProblems(narrowed) ?? exitCode.input
  const planned = casesInTurn(narrowed.value, faultsById)
  if (!planned.ok) return printProblems(planned) ?? exitCode.input
  const chosen = selectCases(planned.value, selection)
  const first = chosen.next()
  if (first.done === true) return noCase(selection, scenarios.value, options)
  const cases = beginningWith(first.value, chosen)
  return options.list === true ? list([...cases]) : judge(cases, options, scenarios.value)
}

function* beginningWith<T>(first: T, others: Iterable<T>): Generator<T> {
  yield first
  yield* others
}

/** An empty choice is a slip of the hand, except where it follows from what has changed, failed, or was given to other shards. */
function noCase(
  { filter, without, tags, keys, files, shard }: Selection,
  scenarios: readonly Scenario[],
  { passWithNoTests }: TestOptions,
): ExitCode {
  if (files !== undefined) return nothingToDo('no scenario depends on a file that has changed')
  if (keys !== undefined) return nothingToDo(`no case that failed when it last ran is here: ${inShort([...keys])}`)
  if (shard !== undefined) return nothingToDo('this shard has no case')
  const wanted = [
    ...(filter === undefined ? [] : [`matches \`${filter}\``]),
    ...(without === undefined ? [] : [`does not match \`${without}\``]),
    ...(tags.length === 0 ? [] : [`has the tag ${tags.map((tag) => `\`${tag}\``).join(' or ')}`]),
  ]
  const message = wanted.length === 0 ? 'the scenarios have no case' : `no case ${wanted.join(' and ')}`
  if (passWithNoTests === true) return nothingToDo(message)
  throw new CommandFailure(exitCode.input, message, tags.length === 0 ? '`--list` shows them all' : tagsOf(scenarios))
}

/** The first few of many. */
function inShort(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``)
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ')
}

function tagsOf(scenarios: readonly Scenario[]): string {
  const tags = [...new Set(scenarios.flatMap(({ cases }) => cases.flatMap((each) => each.tags ?? [])))].sort()
  return tags.length === 0 ? 'no case has a tag; `tags: [quick]` stands in a case or a scenario' : `there are the tags ${inShort(tags)}`
}

async function load(paths: readonly string[], { faults, ...given }: TestOptions): Promise<Result<readonly Scenario[], readonly Problem[]>> {
  const scenarios = await loadScenarios(paths, [...faultsById.keys()], readGivenValues(given))
  if (!scenarios.ok) return err(scenarios.error)
  refuseUnusedValues(
    given,
    scenarios.value.map(({ fixture }) => fixture),
  )
  return faults === undefined ? scenarios : { ok: true, value: scenarios.value.map((scenario) => withFaults(scenario, faults)) }
}

function list(cases: readonly PlannedCase[]): ExitCode {
  const lines = cases.map(({ scenario, case: { at, tags }, title }) =>
    [`${scenario.at.file}:${at.start.line}  ${title}`, ...(tags?.length ? [`[${tags.join(', ')}]`] : [])].join('  '),
  )
  process.stdout.write(`${lines.join('\n')}\n`)
  return exitCode.ok
}

/** Runs the cases, tells of them, and remembers what failed. */
async function judge(cases: Generator<PlannedCase>, options: TestOptions, scenarios: readonly Scenario[]): Promise<ExitCode> {
  const baseline = readBaseline(options)
  const suppressions = readSuppressions(options.suppressions)
  if (typeof suppressions === 'number') return suppressions
  const detail = options.quiet === true ? 'quiet' : options.verbose === true ? 'verbose' : undefined
  const opened = openReports([...options.reporter, ...(options.json === true ? ['json'] : [])], detail)
  const reports = withTrace(withNights(opened, options.history), options.trace)
  const { target = 'embedded' } = options
  if (target !== 'embedded')
    return (await import('./test/test-on-target.ts')).testOnTarget(target, [...cases], { ...options, ...mostFailures(options) }, reports)
  const report = await run(cases, options, reports, suppressions)
  process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt)
  const written = reports.end(report)
  rememberRun(report)
  tellOfSuppressions(suppressions, report)
  if (options.faults === undefined) tellOfGone(suppressions, scenarios)
  const updated = options.update === true ? updateScenarios(report) : 0
  if (baseline !== undefined) writeBaseline(baseline, report)
  const { failed, error } = countResults(report)
  const covered = judgeCoverage(report, options)
  // What has just been suppressed is borne, and what has just been updated is as expected.
  const isRefused = failed > updated && baseline === undefined
  return worst([written, covered, await testRules(), isRefused ? exitCode.failed : exitCode.ok, error > 0 ? exitCode.target : exitCode.ok])
}

async function run(
  cases: Generator<PlannedCase>,
  options: TestOptions,
  reports: ReportOutputs,
  suppressions: readonly Suppression[],
): Promise<Report> {
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const seed = options.seed ?? randomInt(2 ** 31)
  const begun = performance.now()
  const kernel = kernelOf(options.enforce)
  // Some reports begin with the number of cases, and coverage with their fixtures.
  const all = reports.countsFirst || wantsCoverage(options) ? [...cases] : undefined
  const plan = { target: 'embedded', seed, ...(kernel === undefined ? {} : { enforcement: 'kernel' as const }) }
  reports.begin({ ...plan, ...(all === undefined ? {} : { planned: all.length }) })
  const log = new DecisionLog(all ?? [], {
    coverage: wantsCoverage(options),
    denials: isAsked('html', options) || isAsked('blob', options) || (options.trace ?? 'off') !== 'off',
  })
  const results = await runCases(
    all ?? cases,
    { ...wire(seed, options, log, kernel), suppress: bearing(suppressions) },
    {
      concurrency: options.concurrency,
      timeoutMs: options.timeout * 1000,
      ...mostFailures(options),
      onResult: reports.each,
    },
  )
  const { shard, faults } = options
  const asked = { ...(shard === undefined ? {} : { shard }), ...(faults === undefined ? {} : { faults }) }
  // After the first failure of a run that stops there others are left.
  const planned = all?.length ?? results.length + [...cases].length
  return { ...plan, planned, results, durationMs: Math.round(performance.now() - begun), ...log.coverage(), asked }
}

const mostFailures = ({ failFast, maxFailures }: TestOptions): { readonly maxFailures?: number } =>
  failFast === true ? { maxFailures: 1 } : maxFailures === undefined ? {} : { maxFailures }

const withTrace = (reports: ReportOutputs, trace: Trace = 'off'): ReportOutputs =>
  trace === 'off'
    ? reports
    : {
        ...reports,
        each: (result) => {
          reports.each(result)
          traceCase(trace, result)
        },
      }

const isAsked = (name: ReporterName, { reporter }: TestOptions): boolean =>
  reporter.some((each) => each === name || each.startsWith(`${name}=`))

const wantsCoverage = (options: TestOptions): boolean => options.coverage !== undefined || isAsked('lcov', options)

function judgeCoverage({ coverage }: Report, { coverage: least }: TestOptions): ExitCode {
  if (coverage === undefined || typeof least !== 'number') return exitCode.ok
  const { percent } = countCoverage(coverage)
  if (percent >= least) return exitCode.ok
  process.stderr.write(`sallyport: policy coverage is ${percent} %, below the ${least} % that are asked for\n`)
  return exitCode.failed
}

/** The sandboxes live in this process, so they end with it. */
function interrupt(signal: NodeJS.Signals): never {
  process.stderr.write('\nsallyport: interrupted; the cases that have no line above have no verdict, and nothing is left running\n')
  process.exit(signal === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted)
}

/** Where the connector calls from: from here, unless the scenario says otherwise. */
const sourceIpOf = ({ connection }: AnySetUp): string => ('sourceIp' in connection ? connection.sourceIp : undefined) ?? '127.0.0.1'

/** Each call has a third of the case's time, so that one that hangs is an observation and not the end of the case. */
const wire = (seed: number, { timeout }: TestOptions, log: DecisionLog, kernel: Kernel | undefined): Wiring => ({
  probe: (setUp, index) =>
    probeEmbedded(setUp, {
      timeoutMs: Math.min(10_000, (timeout * 1000) / 3),
      seed: `${seed}/${index}`,
      ...(kernel === undefined ? {} : { kernel }),
      ...(log.isWanted ? { onDecision: (request, decision) => log.record(setUp, request, decision) } : {}),
    }),
  denials: (setUp) => log.denials(setUp),
  diagnose: diagnoseHere,
  verify: async (setUp, diagnosis, index) => {
    if (isServerSetUp(setUp)) return []
    const again = {
      probe: (mended: AnySetUp) =>
        probeEmbedded(mended, { timeoutMs: 10_000, seed: `${seed}/${index}/mended`, ...(kernel === undefined ? {} : { kernel }) }),
      diagnose: diagnoseHere,
    }
    return (await verifyFixes(setUp, diagnosis, again, { now: new Date(), sourceIp: sourceIpOf(setUp) })).fixes
  },
})

const diagnoseHere: Wiring['diagnose'] = (setUp, observations) =>
  diagnose({ ...setUp, observations, circumstances: { now: new Date(), sourceIp: sourceIpOf(setUp) } })

/** After a change one case runs after another: in one process the first answer comes soonest so. */
const watch = (paths: readonly string[], options: TestOptions, selection: Selection): Promise<never> =>
  watchScenarios(paths, (asked, touched, onLoad) =>
    touched === undefined
      ? once(asked, options, selection, onLoad)
      : once(asked, { ...options, concurrency: 1 }, { ...selection, files: touched }, onLoad),
  )
