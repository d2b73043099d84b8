import type { NightCount } from '../../report/report.ts'
import { parseHistory } from '../../sweep/history.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { readNamedFile } from '../read-named-file.ts'
import type { ReportOutputs } from './report-outputs.ts'

/** As many as a reader takes in at a glance. */
const mostNights = 60

/** Reports that show what the nights of a history came to beside the run. */
export function withNights(reports: ReportOutputs, history: string | undefined): ReportOutputs {
  if (history === undefined) return reports
  const nights = nightsOf(history)
  return { ...reports, end: (report) => reports.end({ ...report, nights }) }
}

function nightsOf(path: string): readonly NightCount[] {
  const nights = parseHistory(readNamedFile(path, '`sallyport sweep` writes it')).slice(-mostNights)
  if (nights.length === 0) throw new CommandFailure(exitCode.input, `\`${path}\` has no night in it`, '`sallyport sweep` writes it')
  return nights.map(({ name, records }) => {
    const verdicts = [...records.values()].map(({ verdict }) => verdict)
    return { name, wrong: verdicts.filter((verdict) => verdict === 'failed' || verdict === 'error').length, total: verdicts.length }
  })
}
