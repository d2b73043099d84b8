import { appendFileSync } from 'node:fs'
import { didYouMean } from '../../base/suggest.ts'
import { gateGithub } from '../../report/gate-github.ts'
import { gateJson } from '../../report/gate-json.ts'
import { gateMarkdown } from '../../report/gate-markdown.ts'
import type { GateReport } from '../../report/gate-report.ts'
import { gateSarif } from '../../report/gate-sarif.ts'
import { gateText } from '../../report/gate-text.ts'
import { plainStyle, type Style } from '../../report/style.ts'
import { refuseFile, writeReport } from '../../report/write.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { githubFolder } from '../github-folder.ts'
import { terminalStyle } from '../terminal-style.ts'

const formats: Readonly<Record<string, (report: GateReport, style: Style) => string>> = {
  pretty: gateText,
  json: gateJson,
  markdown: gateMarkdown,
  sarif: (report) => gateSarif(report, githubFolder()),
  github: (report) => gateGithub(report, githubFolder()),
}

/** Takes `NAME` or `NAME=FILE`; refuses, before anything is compared, what could not be written in the end. */
export function openGateReports(asked: readonly string[]): (report: GateReport) => void {
  const outputs = (asked.length === 0 ? ['pretty'] : asked).map(parseOutput)
  const onTerminal = outputs.filter(({ file }) => file === undefined)
  if (onTerminal.length > 1)
    throw new CommandFailure(
      exitCode.input,
      'several reports would mix on standard output',
      'give all but one of them a file: `-r sarif=FILE`',
    )
  for (const { file } of outputs) {
    const reason = file === undefined ? undefined : refuseFile(file)
    if (reason !== undefined) throw new CommandFailure(exitCode.target, `cannot write the report \`${file}\`: ${reason}`)
  }
  return (report) => {
    for (const { render, file } of outputs) {
      if (file === undefined) process.stdout.write(render(report, terminalStyle(process.stdout)))
      else write(file, render(report, plainStyle))
    }
    if (process.env.GITHUB_ACTIONS === 'true') annotate(report, asked)
  }
}

function parseOutput(text: string): { readonly render: (report: GateReport, style: Style) => string; readonly file?: string } {
  const [name = '', ...rest] = text.split('=')
  const render = Object.hasOwn(formats, name) ? formats[name] : undefined
  if (render === undefined) {
    const names = Object.keys(formats)
    throw new CommandFailure(
      exitCode.input,
      `there is no report \`${name}\``,
      didYouMean(name, names).help ?? `there are ${names.join(', ')}`,
    )
  }
  const file = rest.join('=')
  if (rest.length > 0 && file === '') throw new CommandFailure(exitCode.input, `\`${text}\` names no file`)
  return { render, ...(rest.length === 0 ? {} : { file }) }
}

function write(file: string, text: string): void {
  const written = writeReport(file, text)
  if (written.ok) return
  const { reason, instead } = written.error
  throw new CommandFailure(
    exitCode.target,
    `cannot write the report \`${file}\`: ${reason}`,
    instead === undefined ? undefined : `it is in \`${instead}\` instead`,
  )
}

/** Nobody who runs on GitHub must ask for annotations. @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function annotate(report: GateReport, asked: readonly string[]): void {
  if (!asked.some((name) => name.startsWith('github'))) process.stderr.write(gateGithub(report, githubFolder()))
  const { GITHUB_STEP_SUMMARY: summary } = process.env
  if (summary !== undefined && summary !== '') appendFileSync(summary, gateMarkdown(report))
}
