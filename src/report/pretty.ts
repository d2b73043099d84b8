import { formatPlace } from '../base/span.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import type { CaseResult } from '../scenario/run.ts'
import { renderFailure } from './render-failure.ts'
import { countResults, type Report } from './report.ts'
import type { Style } from './style.ts'

/**
 * What stands above a case: the scenario before its first one, and the title of a case that stands for many. Nothing where the case before had
 * the same.
 */
export function renderHeadings(result: CaseResult, before: CaseResult | undefined, style: Style): readonly string[] {
  const { scenario, case: of } = result.planned
  const newScenario = before?.planned.scenario !== scenario
  const newCase = before?.planned.case !== of
  return [
    ...(newScenario && before !== undefined ? [''] : []),
    ...(newScenario ? [`${style.bold(scenario.at.file)}  ${style.dim(scenario.fixture.description)}`] : []),
    ...(newCase && of.inject.kind === 'all' ? [`  ${of.title}`] : []),
  ]
}

/** One line a case: the verdict, the title or the fault, where the diagnosis points, and what it says. `width` cuts it for a terminal. */
export function renderLine(result: CaseResult, style: Style, width = Number.POSITIVE_INFINITY): string {
  const { planned, verdict } = result
  const title = planned.case.inject.kind === 'all' ? `  ${planned.injected.join(', ')}` : planned.title
  const mark = verdict === 'passed' ? 'ok' : verdict === 'failed' ? 'FAIL' : 'ERR'
  const columns = [`  ${mark.padEnd(4)}  ${title.padEnd(titleWidth)}`, ...foundIn(result)].join('  ').trimEnd()
  const line = columns.length > width ? `${columns.slice(0, Math.max(0, width - 1))}…` : columns
  const paint = verdict === 'passed' ? style.good : style.bad
  return `  ${paint(mark.padEnd(4))}${line.slice(6)}`
}

const titleWidth = 46
const placeWidth = 48

function foundIn(result: CaseResult): readonly string[] {
  if (result.verdict === 'error') return [result.reason.split('\n')[0] ?? '']
  if (result.verdict === 'failed') return []
  const [first, ...more] = result.diagnosis.problems
  if (first === undefined) return ['healthy']
  return [placeOf(first).padEnd(placeWidth), `${first.says}${more.length === 0 ? '' : ` (and ${more.length} more)`}`]
}

function placeOf(problem: DiagnosedProblem): string {
  if ('at' in problem && problem.at !== undefined) return formatPlace(problem.at)
  return 'where' in problem ? problem.where : ''
}

/** The failures in full, then one line of counts. */
export function renderSummary(report: Report, style: Style): string {
  const failures = report.results.filter(({ verdict }) => verdict !== 'passed').map((result) => renderFailure(result, style))
  const { passed, failed, error, notRun } = countResults(report)
  const counts = [
    count(passed + failed + error, 'case'),
    style.good(`${passed} as expected`),
    ...(failed === 0 ? [] : [style.bad(`${failed} not`)]),
    ...(error === 0 ? [] : [style.bad(`${error} without a verdict`)]),
    ...(notRun === 0 ? [] : [`${notRun} not run`]),
  ]
  return `${failures.map((failure) => `\n${failure}`).join('')}\n${counts.join(', ')} in ${(report.durationMs / 1000).toFixed(1)} s (target ${report.target}, seed ${report.seed})\n`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
