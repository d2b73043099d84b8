import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { didYouMean } from '../../base/suggest.ts'
import { markdown } from '../../report/markdown.ts'
import { renderReport } from '../../report/render-report.ts'
import type { Report } from '../../report/report.ts'
import type { Look, Plan, Reporter } from '../../report/reporter.ts'
import { type ReporterName, reporters } from '../../report/reporters.ts'
import { plainStyle } from '../../report/style.ts'
import { refuseFile, writeReport } from '../../report/write.ts'
import type { CaseResult } from '../../scenario/run.ts'
import { type ExitCode, exitCode, worst } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { githubFolder } from '../github-folder.ts'
import { ProgressLine } from '../progress-line.ts'
import { terminalStyle } from '../terminal-style.ts'
import { terminalText } from '../terminal-text.ts'

/** One report that was asked for; without a file it goes to the terminal. */
interface Output {
  readonly name: ReporterName
  readonly file?: string
}

/** Where the reports of a run go: one to standard output while it runs, the others to their files at its end. */
export interface ReportOutputs {
  /** Whether the report on standard output begins with the number of cases. */
  readonly countsFirst: boolean
  /** `planned` is absent where the first cases run before the last are planned. */
  readonly begin: (plan: Omit<Plan, 'planned'> & { readonly planned?: number }) => void
  readonly each: (result: CaseResult) => void
  readonly end: (report: Report) => ExitCode
}

/** Refuses, before anything runs, what could not be written in the end. */
export function openReports(asked: readonly string[], detail?: Look['detail']): ReportOutputs {
  const outputs = withGithub(asked.map(parseOutput))
  const onTerminal = outputs.filter(({ name, file }) => file === undefined && name !== 'github')
  const [first, second] = onTerminal
  if (first !== undefined && second !== undefined) {
    const help = `give one of them a file: \`-r ${second.name}=FILE\``
    throw new CommandFailure(exitCode.input, `\`${first.name}\` and \`${second.name}\` would mix on standard output`, help)
  }
  const files = outputs.filter(({ name, file }) => file !== undefined || name === 'github')
  refuseSameFile(files)
  for (const { file } of files) refuse(file)
  const live = liveReport(reporters[first?.name ?? 'pretty'], detail)
  return { ...live, end: (report) => worst([live.end(report), ...files.map((output) => write(output, report))]) }
}

function parseOutput(text: string): Output {
  const [name = '', ...rest] = text.split('=')
  const file = rest.join('=')
  if (!isReporter(name)) {
    const names = Object.keys(reporters)
    const help = didYouMean(name, names).help ?? `there are ${names.join(', ')}`
    throw new CommandFailure(exitCode.input, `there is no reporter \`${name}\``, help)
  }
  if (rest.length > 0 && file === '') throw new CommandFailure(exitCode.input, `\`${text}\` names no file`)
  return { name, ...(rest.length === 0 ? {} : { file }) }
}

/** The second report would take the place of the first. */
function refuseSameFile(outputs: readonly Output[]): void {
  const names = new Map<string, string>()
  for (const { name, file } of outputs) {
    if (file === undefined) continue
    const other = names.get(resolve(file))
    if (other !== undefined)
      throw new CommandFailure(
        exitCode.input,
        `\`${other}\` and \`${name}\` would both be written to \`${file}\``,
        'give each a file of its own',
      )
    names.set(resolve(file), name)
  }
}

const isReporter = (name: string): name is ReporterName => Object.hasOwn(reporters, name)

/** Nobody who runs on GitHub must ask for annotations. @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function withGithub(outputs: readonly Output[]): readonly Output[] {
  const asked = process.env.GITHUB_ACTIONS !== 'true' || outputs.some(({ name }) => name === 'github')
  return asked ? outputs : [...outputs, { name: 'github' }]
}

function refuse(file: string | undefined): void {
  const reason = file === undefined ? undefined : refuseFile(file)
  if (reason !== undefined) throw new CommandFailure(exitCode.target, `cannot write the report \`${file}\`: ${reason}`, 'nothing was run')
}

function write({ name, file }: Output, report: Report): ExitCode {
  const text = renderReport(reporters[name], report, { style: plainStyle, folder: githubFolder() })
  if (file === undefined) {
    // GitHub reads both streams; standard output is for the report that was asked for.
    process.stderr.write(text)
    return appendSummary(report)
  }
  const written = writeReport(file, text)
  if (written.ok) return exitCode.ok
  const { reason, instead } = written.error
  process.stderr.write(`sallyport: cannot write the report \`${file}\`: ${reason}\n`)
  if (instead !== undefined) process.stderr.write(`  help: it is in \`${instead}\` instead\n`)
  return exitCode.target
}

function appendSummary(report: Report): ExitCode {
  const file = process.env.GITHUB_STEP_SUMMARY
  if (file === undefined || file === '') return exitCode.ok
  try {
    appendFileSync(file, renderReport(markdown, report))
    return exitCode.ok
  } catch (error) {
    process.stderr.write(`sallyport: cannot write the summary of the step: ${error instanceof Error ? error.message : String(error)}\n`)
    return exitCode.target
  }
}

/** Prints each case as soon as those before it are done. */
function liveReport(reporter: Reporter, detail: Look['detail']): ReportOutputs {
  const look: Look = {
    style: terminalStyle(process.stdout),
    ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
    ...(detail === undefined ? {} : { detail }),
  }
  const progress = new ProgressLine(process.stderr)
  const print = (text: string): void => {
    if (text === '') return
    progress.clear()
    process.stdout.write(terminalText(text, process.stdout))
  }
  let before: CaseResult | undefined
  let index = 0
  let planned: number | undefined
  return {
    countsFirst: reporter.begin !== undefined,
    begin: (plan) => {
      planned = plan.planned
      if (planned !== undefined) print(reporter.begin?.({ ...plan, planned }) ?? '')
    },
    each: (result) => {
      print(reporter.each?.(result, { index, before }, look) ?? '')
      before = result
      index += 1
      // A line that is not finished would be lost under the progress.
      if (index === planned || reporter === reporters.dot) return
      progress.show(planned === undefined ? `${index} ${index === 1 ? 'case' : 'cases'}` : `${index} of ${planned} cases`)
    },
    end: (report) => {
      progress.clear()
      print(reporter.end(report, look))
      return exitCode.ok
    },
  }
}
