import type { Report } from './report.ts'
import type { Look, Reporter } from './reporter.ts'
import { plainStyle } from './style.ts'

/** The whole report in one format: a function of the report alone. */
export function renderReport(reporter: Reporter, report: Report, look: Look = { style: plainStyle }): string {
  const each = report.results.map((result, index) => reporter.each?.(result, { index, before: report.results[index - 1] }, look) ?? '')
  return [reporter.begin?.(report) ?? '', ...each, reporter.end(report, look)].join('')
}
