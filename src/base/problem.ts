import type { Span } from './span.ts'

/**
 * Something wrong with what the user gave us.
 *
 * `message` starts lower-case, has no full stop, is one line, and has the user's text in backticks; what to do about it goes into `help`.
 * `code` is stable and never reused, as `fixture/unknown-key`.
 */
export interface Problem {
  readonly code: string
  readonly at: Span
  readonly message: string
  readonly help?: string
}
