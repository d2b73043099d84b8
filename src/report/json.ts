import { type Coverage, countCoverage } from '../scenario/coverage.ts'
import type { CaseResult } from '../scenario/run.ts'
import { withAddressTexts } from './address-text.ts'
import { repeatCommand } from './render-failure.ts'
import { countResults, type Report } from './report.ts'
import type { Reporter } from './reporter.ts'

/** The report for scripts. The shape is versioned; fields are only ever added. */
export const json: Reporter = { about: 'one document, for scripts', end: (report) => renderJson(report) }

export function renderJson(report: Report): string {
  const { target, enforcement = 'model', seed, durationMs, coverage } = report
  return `${JSON.stringify({ version: 1, target, enforcement, seed, durationMs, counts: countResults(report), cases: report.results.map(toCase), ...(coverage === undefined ? {} : { coverage: { ...countCoverage(coverage), ...coverageData(coverage) } }) }, null, 2)}\n`
}

/** The counts of each statement, by its place. */
const coverageData = ({ files, principals }: Coverage): object => ({ files, askedBy: principals })

/** One case as data. */
export function toCase(result: CaseResult): object {
  const { planned, verdict, durationMs } = result
  const { scenario, injected, expected, title } = planned
  const common = {
    scenario: scenario.at.file,
    line: planned.case.at.start.line,
    fixture: scenario.fixture.at.file,
    connector: scenario.connection.connector,
    title,
    injected,
    expected,
    verdict,
    durationMs,
    repeat: repeatCommand(result),
  }
  if (result.verdict === 'error') return { ...common, reason: result.reason }
  const { mismatches, observations, suppressed, retried } = result
  return {
    ...common,
    ...(suppressed === undefined
      ? {}
      : { suppressed: { reason: suppressed.reason, owner: suppressed.owner, expires: suppressed.expires } }),
    ...(retried === undefined ? {} : { retried }),
    problems: result.diagnosis.problems.map((problem) => {
      const fix = result.fixes?.find((one) => one.problem === problem)
      return withAddressTexts(fix === undefined ? problem : { ...problem, verdict: fix.verdict })
    }),
    mismatches,
    observations,
  }
}
