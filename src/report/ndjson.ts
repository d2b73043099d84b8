import { toCase } from './json.ts'
import { countResults } from './report.ts'
import type { Reporter } from './reporter.ts'

const line = (value: object): string => `${JSON.stringify(value)}\n`

/** One JSON value a line, each as soon as it is known. @see https://github.com/ndjson/ndjson-spec */
export const ndjson: Reporter = {
  about: 'one JSON value a line, as the cases end',
  begin: ({ target, enforcement = 'model', seed, planned }) => line({ type: 'start', version: 1, target, enforcement, seed, planned }),
  each: (result) => line({ type: 'case', ...toCase(result) }),
  end: (report) => line({ type: 'end', counts: countResults(report), durationMs: report.durationMs }),
}
