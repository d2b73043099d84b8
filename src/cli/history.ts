import { describeDrift } from '../sweep/drift.ts'
import { type Comparison, compareNights, parseHistory } from '../sweep/history.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { readNamedFile } from './read-named-file.ts'
import { terminalStyle } from './terminal-style.ts'

/** `sallyport history`: the last night beside those before it. */
export function history({ history: path, json = false }: { readonly history: string; readonly json?: boolean }): ExitCode {
  const compared = compareNights(parseHistory(readNamedFile(path, '`sallyport sweep` writes it')))
  if (compared === undefined) throw new CommandFailure(exitCode.input, `\`${path}\` has no night in it`)
  process.stdout.write(json ? `${JSON.stringify({ version: 1, ...compared }, undefined, 2)}\n` : toText(compared))
  return compared.newlyWrong.length > 0 ? exitCode.failed : exitCode.ok
}

function toText({ night, before, newlyWrong, fixed, stillWrong, flaky, slower, newDrift }: Comparison): string {
  const style = terminalStyle(process.stdout)
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [style.bold(title), ...lines.map((line) => `  ${line}`), '']
  return [
    `${night}${before === undefined ? ': the first night' : `, beside ${before}`}`,
    '',
    ...section(
      'new',
      newlyWrong.map(({ id, reason }) => (reason === undefined ? id : `${id}: ${reason.split('\n')[0]}`)),
    ),
    ...section(
      'fixed',
      fixed.map(({ id }) => id),
    ),
    ...section(
      'still wrong',
      stillWrong.map(({ id }) => id),
    ),
    ...section('flaky', flaky),
    ...section(
      'slower',
      slower.map(({ id, usualMs, nowMs }) => `${id}: ${seconds(nowMs)}, usually ${seconds(usualMs)}`),
    ),
    ...section(
      'new drift',
      newDrift.flatMap(({ id, drift }) => drift.map((each) => `${id}: ${describeDrift(each)}`)),
    ),
  ].join('\n')
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
