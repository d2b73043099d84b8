import type { Span } from '../base/span.ts'

/** A case that may fail for now: somebody knows, says why, and until when. */
export interface Suppression {
  readonly at: Span
  /** The scenario's file, or the end of its path. */
  readonly scenario: string
  /** The title of the case. */
  readonly case: string
  readonly reason: string
  readonly owner: string
  /** The last day on which it counts, as `2027-01-31`. */
  readonly expires: string
}
