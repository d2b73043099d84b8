import { renderCodeFrame } from '../base/code-frame.ts'
import type { Problem } from '../base/problem.ts'
import { formatPlace } from '../base/span.ts'
import { visible } from '../base/visible.ts'

/** The text of a file by its name as the problems spell it, or undefined where it cannot be shown. */
export type Sources = (file: string) => string | undefined

/**
 * Every problem with its place, the line it stands in, a caret and what to do, and their number at the end. Problems are shown in the order of
 * each file; files in the order in which they first appear.
 */
export function renderProblems(problems: readonly Problem[], sources: Sources): string {
  const files = [...new Set(problems.map(({ at }) => at.file))]
  const rendered = files.flatMap((file) => {
    const text = sources(file)
    return problems
      .filter(({ at }) => at.file === file)
      .sort((a, b) => a.at.start.offset - b.at.start.offset)
      .map((problem) => renderProblem(problem, text))
  })
  return `${rendered.join('\n\n')}\n\n${count(problems.length, 'problem')} in ${count(files.length, 'file')}\n`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

function renderProblem(problem: Problem, text: string | undefined): string {
  const { at, message, help, code } = problem
  // A file that cannot be read, and a value that a module computed, have no line; the pointer is all there is to show.
  const nowhere = at.start.offset === 0 && at.end.offset === 0
  const place = nowhere ? [at.file, ...(at.pointer ? [at.pointer] : [])].join(': ') : formatPlace(at)
  const frame = nowhere || text === undefined ? [] : renderCodeFrame(at, text)
  return [`${place}: ${message} [${code}]`, ...frame, ...(help === undefined ? [] : [`  help: ${help}`])].map(visible).join('\n')
}
