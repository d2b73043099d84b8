import type { CaseResult } from '../scenario/run.ts'
import type { Report } from './report.ts'
import type { Style } from './style.ts'

/** What is known of a run before its first case. */
export type Plan = Pick<Report, 'target' | 'enforcement' | 'seed' | 'planned'>

/** Where a case stands among the results. */
export interface Position {
  /** From 0. */
  readonly index: number
  readonly before: CaseResult | undefined
}

/** How the reader sees it. */
export interface Look {
  readonly style: Style
  /** Columns of the terminal; absent where lines may be as long as they want. */
  readonly width?: number
  /** Only what is not as expected, or of each case what the probe saw as well. */
  readonly detail?: 'quiet' | 'verbose'
  /** The way from the root of a checkout to the folder of the run, with a slash at its end; for those who look at the whole checkout. */
  readonly folder?: string
}

/** One format of a report, in three parts, so that the same function serves a terminal that looks on and a file that is written at the end. */
export interface Reporter {
  /** What it is, for `--help`. */
  readonly about: string
  readonly begin?: (plan: Plan) => string
  readonly each?: (result: CaseResult, position: Position, look: Look) => string
  readonly end: (report: Report, look: Look) => string
}
