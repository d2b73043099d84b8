import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatPlace } from '../../base/span.ts'
import { displayPath } from '../../fixture/load.ts'
import { failuresOf, type Report } from '../../report/report.ts'
import { isAbout, isExpired, parseSuppressions, suppressionOf } from '../../scenario/parse-suppressions.ts'
import type { PlannedCase } from '../../scenario/plan.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import type { Suppression } from '../../scenario/suppression.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { printProblems } from '../print-problems.ts'

/** Read when it is there and nobody names another. */
const usualFile = 'sallyport-suppressions.yaml'

/** The failures that are borne for now, or the exit code where the file is wrong. */
export function readSuppressions(named: string | undefined): readonly Suppression[] | ExitCode {
  const file = named ?? usualFile
  if (!existsSync(file)) {
    if (named === undefined) return []
    throw new CommandFailure(exitCode.input, `there is no \`${file}\``, '`--write-baseline` makes one of the cases that fail')
  }
  const read = parseSuppressions(readFileSync(file, 'utf8'), displayPath(file))
  return read.ok ? read.value : (printProblems(read) ?? exitCode.input)
}

/** Today where the command runs, as `2027-01-31`. */
export const today = (): string => new Date().toISOString().slice(0, 10)

/** A suppression that has expired bears nothing any more. */
export const bearing =
  (suppressions: readonly Suppression[]) =>
  (planned: PlannedCase): Suppression | undefined => {
    const day = today()
    return suppressionOf(
      suppressions.filter((each) => !isExpired(each, day)),
      planned,
    )
  }

/** Says which suppressions have expired and which are no longer needed. */
export function tellOfSuppressions(suppressions: readonly Suppression[], { results }: Report): void {
  for (const each of suppressions) {
    const result = results.find(({ planned }) => suppressionOf([each], planned) !== undefined)
    if (result === undefined) continue
    const isRenewed = result.verdict === 'failed' && result.suppressed !== undefined && result.suppressed !== each
    const isOver = isExpired(each, today())
    const what =
      result.verdict === 'passed' || (isOver && isRenewed) ? 'is no longer needed' : isOver ? `expired on ${each.expires}` : undefined
    if (what !== undefined) process.stderr.write(`${formatPlace(each.at)}: the suppression of \`${each.case}\` ${what} (${each.owner})\n`)
  }
}

/** Says which suppressions are about a case that is no longer there. */
export function tellOfGone(suppressions: readonly Suppression[], scenarios: readonly Scenario[]): void {
  for (const each of suppressions) {
    const { at, owner, case: title, scenario: file } = each
    const named = scenarios.filter((scenario) => isAbout(each, scenario))
    const cases = named.flatMap((scenario) => scenario.cases)
    if (cases.some((known) => known.title === title || title.startsWith(`${known.title} > `))) continue
    const isGone = named.length === 0 && existsSync(dirname(file)) && !existsSync(file)
    const what = isGone ? `names \`${file}\`, which is not there` : named.length === 0 ? undefined : `is about no case of \`${file}\``
    if (what !== undefined) process.stderr.write(`${formatPlace(at)}: the suppression of \`${title}\` ${what} (${owner})\n`)
  }
}

export interface Baseline {
  readonly file: string
  readonly reason: string
  readonly owner: string
  readonly expires: string
}

/** Adds the failures of this run to the file of suppressions, below what it has: from now on, and for this run, they are borne. */
export function writeBaseline({ file, reason, owner, expires }: Baseline, report: Report): void {
  const failures = failuresOf(report).filter(({ verdict }) => verdict === 'failed')
  if (failures.length === 0) {
    process.stderr.write('no case failed, so there is nothing to suppress\n')
    return
  }
  const entries = failures.map(({ planned }) => {
    const fields = { case: planned.title, scenario: planned.scenario.at.file, reason, owner, expires }
    return Object.entries(fields).map(([name, value], index) => `${index === 0 ? '  - ' : '    '}${name}: ${JSON.stringify(value)}\n`)
  })
  append(file, entries.flat().join(''))
  const how = file === usualFile ? '' : `; \`--suppressions ${file}\` reads it`
  process.stderr.write(
    `${failures.length} ${failures.length === 1 ? 'failure is' : 'failures are'} suppressed until ${expires}, in \`${file}\`${how}\n`,
  )
}

function append(file: string, entries: string): void {
  const there = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const before = there.trim() === '' ? 'suppressions:\n' : there.replace(/^suppressions:[ \t]*\[\s*\]/m, 'suppressions:')
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${before}${before.endsWith('\n') ? '' : '\n'}${entries}`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCode.target, `cannot write the suppressions \`${file}\`: ${reason}`)
  }
}

/** All four words, or a message that names what is missing. */
export function readBaseline(
  options: Partial<Record<'writeBaseline' | 'suppressions' | 'reason' | 'owner' | 'expires', string | true>>,
): Baseline | undefined {
  const { writeBaseline: file, suppressions, reason, owner, expires } = options
  if (file === undefined) return undefined
  if (typeof reason !== 'string' || typeof owner !== 'string' || typeof expires !== 'string')
    throw new CommandFailure(exitCode.input, '`--write-baseline` needs `--reason`, `--owner` and `--expires`')
  if (!/^\d{4}-\d\d-\d\d$/.test(expires) || expires < today())
    throw new CommandFailure(exitCode.input, `\`${expires}\` is no day to come`, 'write it as 2027-01-31')
  return { file: file === true ? String(suppressions ?? usualFile) : file, reason, owner, expires }
}
