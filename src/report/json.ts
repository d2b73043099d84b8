import type { CaseResult } from '../scenario/run.ts'
import { repeatCommand } from './render-failure.ts'
import { countResults, type Report } from './report.ts'

/** The report for scripts. The shape is versioned; fields are only ever added. */
export function renderJson(report: Report): string {
  const { target, seed, durationMs } = report
  return `${JSON.stringify({ version: 1, target, seed, durationMs, counts: countResults(report), cases: report.results.map(toCase) }, null, 2)}\n`
}

function toCase(result: CaseResult): object {
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
  return { ...common, problems: result.diagnosis.problems, mismatches: result.mismatches, observations: result.observations }
}
