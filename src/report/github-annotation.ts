import type { Span } from '../base/span.ts'
import { hasLine } from './failure-place.ts'

/** Errors that GitHub shows for one step. @see https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations */
const mostAnnotations = 10

/**
 * An error on a line of a pull request. `folder` leads from the root of the checkout to that from which the file is seen.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function annotation(at: Span, title: string, text: string, folder = ''): string {
  const lines = hasLine(at) ? `,line=${at.start.line},col=${at.start.column},endLine=${at.end.line}` : ''
  return `::error file=${property(`${folder}${at.file}`)}${lines},title=${property(title)}::${data(text)}\n`
}

/** Those that GitHub shows; the last one says how many there are beside them. */
export function shownAnnotations(all: readonly string[], title: string, others: (count: number) => string): string {
  if (all.length <= mostAnnotations) return all.join('')
  const shown = all.slice(0, mostAnnotations - 1)
  return `${shown.join('')}::error title=${property(title)}::${data(others(all.length - shown.length))}\n`
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
