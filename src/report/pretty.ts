import { formatPlace } from '../base/span.ts'
import type { CaseResult } from '../scenario/run.ts'
import { renderFailure } from './render-failure.ts'
import { countResults, type Report } from './report.ts'
import type { Style } from './style.ts'

/** The heading of a scenario, before its first case. */
export const renderHeading = ({ planned: { scenario } }: CaseResult, style: Style): string =>
  `${style.bold(scenario.at.file)}  ${style.dim(scenario.fixture.description)}`

/** One line a case: the verdict, what was expected, and where the diagnosis points. */
export function renderLine(result: CaseResult, style: Style): string {
  const { planned, verdict } = result
  const mark = verdict === 'passed' ? style.good('ok  ') : style.bad(verdict === 'failed' ? 'FAIL' : 'ERR ')
  const place = placeOf(result)
  return `  ${mark}  ${planned.title.padEnd(titleWidth)}${place === '' ? '' : `  ${style.dim(place)}`}`.trimEnd()
}

const titleWidth = 66

function placeOf(result: CaseResult): string {
  if (result.verdict === 'error') return result.reason
  if (result.verdict === 'failed') return ''
  const { problems } = result.diagnosis
  if (problems.length === 0) return 'healthy'
  return problems
    .map((problem) => ('at' in problem && problem.at !== undefined ? formatPlace(problem.at) : 'where' in problem ? problem.where : ''))
    .join(', ')
}

/** The failures in full, then one line of counts. */
export function renderSummary(report: Report, style: Style): string {
  const failures = report.results.filter(({ verdict }) => verdict !== 'passed').map((result) => renderFailure(result, style))
  const { passed, failed, error, notRun } = countResults(report)
  const counts = [
    `${passed + failed + error} cases`,
    style.good(`${passed} as expected`),
    ...(failed === 0 ? [] : [style.bad(`${failed} not`)]),
    ...(error === 0 ? [] : [style.bad(`${error} without a verdict`)]),
    ...(notRun === 0 ? [] : [`${notRun} not run`]),
  ]
  return `${failures.map((failure) => `\n${failure}`).join('')}\n${counts.join(', ')} in ${(report.durationMs / 1000).toFixed(1)} s (target ${report.target}, seed ${report.seed})\n`
}
