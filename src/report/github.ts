import { visible } from '../base/visible.ts'
import type { CaseResult } from '../scenario/run.ts'
import { failurePlace } from './failure-place.ts'
import { annotation, shownAnnotations } from './github-annotation.ts'
import { renderFailure } from './render-failure.ts'
import { failuresOf, type Report } from './report.ts'
import type { Look, Reporter } from './reporter.ts'
import { plainStyle } from './style.ts'

/** Far more than anybody reads in an annotation, and below what GitHub takes. */
const longestMessage = 4_000

/** Annotations for a pull request on GitHub. What does not fit stands in the step's summary, which is the Markdown report. */
export const github: Reporter = { about: 'annotations on GitHub; on by itself there', end: render }

function render(report: Report, { folder }: Look): string {
  const all = failuresOf(report).map((result) => annotate(result, folder))
  return shownAnnotations(all, 'Sallyport', (count) => `and ${count} more cases are not as expected: see the summary of this step`)
}

function annotate(result: CaseResult, folder: string | undefined): string {
  const text = renderFailure(result, plainStyle).trimEnd()
  const message = text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text
  return annotation(failurePlace(result), visible(result.planned.title), message, folder)
}
