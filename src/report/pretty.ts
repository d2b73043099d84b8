import { formatPlace } from '../base/span.ts'
import { visible } from '../base/visible.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import type { CaseResult } from '../scenario/run.ts'
import type { Suppression } from '../scenario/suppression.ts'
import { renderCoverage } from './render-coverage.ts'
import { renderFailure, renderSteps } from './render-failure.ts'
import { countResults, describeTarget, failuresOf, isFlaky, judgementOf, type Report } from './report.ts'
import type { Reporter } from './reporter.ts'
import type { Style } from './style.ts'

/** For a person at a terminal: a line a case, then the failures in full, then one line of counts. */
export const pretty: Reporter = {
  about: 'for a terminal',
  each: (result, { before }, { style, width, detail }) =>
    detail === 'quiet'
      ? ''
      : [
          ...renderHeadings(result, before, style),
          renderLine(result, style, width),
          ...(detail === 'verbose' ? renderSteps(result).map((line) => style.dim(`        ${line}`)) : []),
        ]
          .map((line) => `${line}\n`)
          .join(''),
  end: (report, { style }) => renderSummary(report, style),
}

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
  const { planned } = result
  const judgement = judgementOf(result)
  const title = planned.case.inject.kind === 'all' ? `  ${planned.injected.join(', ')}` : visible(planned.title)
  const mark = isFlaky(result) ? 'ok ?' : marks[judgement]
  const columns = [`  ${mark.padEnd(4)}  ${title.padEnd(titleWidth)}`, ...foundIn(result)].join('  ').trimEnd()
  const line = columns.length > width ? `${columns.slice(0, Math.max(0, width - 1))}…` : columns
  const paint = isFlaky(result) ? style.warn : judgement === 'passed' ? style.good : judgement === 'suppressed' ? style.warn : style.bad
  return `  ${paint(mark.padEnd(4))}${line.slice(6)}`
}

const marks = { passed: 'ok', failed: 'FAIL', suppressed: 'sup', error: 'ERR' } as const

const titleWidth = 46
const placeWidth = 48

function foundIn(result: CaseResult): readonly string[] {
  if (result.verdict === 'error') return [result.reason.split('\n')[0] ?? '']
  if (result.verdict === 'failed') return result.suppressed === undefined ? [] : [suppressedText(result.suppressed)]
  const [first, ...more] = result.diagnosis.problems
  if (first === undefined) return ['healthy']
  return [placeOf(first).padEnd(placeWidth), `${visible(first.says)}${more.length === 0 ? '' : ` (and ${more.length} more)`}`]
}

const suppressedText = ({ reason, owner, expires }: Suppression): string => `suppressed until ${expires} by ${owner}: ${reason}`

function placeOf(problem: DiagnosedProblem): string {
  if ('at' in problem && problem.at !== undefined) return formatPlace(problem.at)
  return 'where' in problem ? problem.where : ''
}

/** The failures in full, then one line of counts. */
export function renderSummary(report: Report, style: Style): string {
  const failures = failuresOf(report).map((result) => renderFailure(result, style))
  const coverage = report.coverage === undefined ? '' : renderCoverage(report.coverage, style)
  return `${failures.map((failure) => `\n${failure}`).join('')}${coverage}\n${renderCounts(report, style)}\n`
}

/** `191 cases, 190 as expected, 1 not in 27.6 s (target embedded, seed 7)` */
export function renderCounts(report: Report, style: Style): string {
  const { passed, flaky, failed, suppressed, error, notRun } = countResults(report)
  const counts = [
    count(passed + failed + suppressed + error, 'case'),
    style.good(`${passed} as expected`),
    ...(flaky === 0 ? [] : [style.warn(`${flaky} of them only when tried again`)]),
    ...(failed === 0 ? [] : [style.bad(`${failed} not`)]),
    ...(suppressed === 0 ? [] : [style.warn(`${suppressed} suppressed`)]),
    ...(error === 0 ? [] : [style.bad(`${error} without a verdict`)]),
    ...(notRun === 0 ? [] : [`${notRun} not run`]),
  ]
  return `${counts.join(', ')} in ${(report.durationMs / 1000).toFixed(1)} s (target ${describeTarget(report)}, seed ${report.seed})`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
