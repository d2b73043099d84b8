import type { Span } from '../base/span.ts'
import type { CaseResult } from '../scenario/run.ts'

/**
 * Where an editor or a review should show that a case is not as expected: the line of the policy where the user's own files are wrong, and the
 * case where what is wrong was injected, since then the policy on the disk is innocent.
 */
export function failurePlace(result: CaseResult): Span {
  const { planned } = result
  if (result.verdict === 'error' || planned.injected.length > 0) return planned.case.at
  return (
    result.diagnosis.problems.flatMap((problem) => ('at' in problem && problem.at !== undefined ? [problem.at] : []))[0] ?? planned.case.at
  )
}

/** A file that no text is known of has a span at its very beginning. */
export const hasLine = ({ start, end }: Span): boolean => start.offset !== 0 || end.offset !== 0
