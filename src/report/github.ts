import { visible } from '../base/visible.ts'
import type { CaseResult } from '../scenario/run.ts'
import { failurePlace, hasLine } from './failure-place.ts'
import { renderFailure } from './render-failure.ts'
import { failuresOf, type Report } from './report.ts'
import type { Reporter } from './reporter.ts'
import { plainStyle } from './style.ts'

/** Errors that GitHub shows for one step. @see https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations */
const mostAnnotations = 10

/** Far more than anybody reads in an annotation, and below what GitHub takes. */
const longestMessage = 4_000

/**
 * Annotations for a pull request on GitHub. What does not fit stands in the step's summary, which is the Markdown report.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export const github: Reporter = { about: 'annotations on GitHub; on by itself there', end: render }

function render(report: Report): string {
  const failures = failuresOf(report)
  if (failures.length <= mostAnnotations) return failures.map(annotate).join('')
  const shown = failures.slice(0, mostAnnotations - 1)
  const rest = failures.length - shown.length
  return `${shown.map(annotate).join('')}::error title=Sallyport::${escapeData(`and ${rest} more cases are not as expected: see the summary of this step`)}\n`
}

function annotate(result: CaseResult): string {
  const at = failurePlace(result)
  const lines = hasLine(at) ? `,line=${at.start.line},col=${at.start.column},endLine=${at.end.line}` : ''
  const text = renderFailure(result, plainStyle).trimEnd()
  const message = text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text
  return `::error file=${escapeProperty(at.file)}${lines},title=${escapeProperty(visible(result.planned.title))}::${escapeData(message)}\n`
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
