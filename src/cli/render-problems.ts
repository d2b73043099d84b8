import type { Problem } from '../base/problem.ts'
import { formatPlace } from '../base/span.ts'

/** The text of a file by its name as the problems spell it, or undefined where it cannot be shown. */
export type Sources = (file: string) => string | undefined

/**
 * Every problem with its place, the line it stands in, a caret and what to do, and their number at the end. Problems are shown in the order of
 * each file; files in the order in which they first appear.
 */
export function renderProblems(problems: readonly Problem[], sources: Sources): string {
  const files = [...new Set(problems.map(({ at }) => at.file))]
  const rendered = files.flatMap((file) => {
    const lines = sources(file)?.split(/\r?\n/)
    return problems
      .filter(({ at }) => at.file === file)
      .sort((a, b) => a.at.start.offset - b.at.start.offset)
      .map((problem) => renderProblem(problem, lines))
  })
  return `${rendered.join('\n\n')}\n\n${count(problems.length, 'problem')} in ${count(files.length, 'file')}\n`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

function renderProblem(problem: Problem, lines: readonly string[] | undefined): string {
  const { at, message, help, code } = problem
  // A file that cannot be read, and a value that a module computed, have no line; the pointer is all there is to show.
  const nowhere = at.start.offset === 0 && at.end.offset === 0
  const place = nowhere ? [at.file, ...(at.pointer ? [at.pointer] : [])].join(': ') : formatPlace(at)
  const frame = nowhere || lines === undefined ? [] : renderFrame(problem, lines)
  return [`${place}: ${message} [${code}]`, ...frame, ...(help === undefined ? [] : [`  help: ${help}`])].map(visible).join('\n')
}

/** A longer line is cut on both sides of what matters. */
const widest = 140

/** The line with its number, the line before it, and carets below. */
function renderFrame({ at: { start, end } }: Problem, lines: readonly string[]): string[] {
  const line = lines[start.line - 1]
  if (line === undefined) return []
  const gutter = String(start.line).length
  const from = line.length <= widest ? 0 : Math.max(0, Math.min(start.column - 1 - widest / 2, line.length - widest))
  const shown = line.slice(from, from + widest)
  const first = start.column - 1 - from
  const last = end.line === start.line ? end.column - 1 - from : shown.trimEnd().length
  const carets = '^'.repeat(Math.max(1, widthOf(shown.slice(first, Math.max(first, last)))))
  const cut = from > 0 ? '…' : ''
  const before = lines[start.line - 2] ?? ''
  return [
    ...(before.trim() === '' || cut !== '' ? [] : [`  ${String(start.line - 1).padStart(gutter)} | ${before.slice(0, widest)}`]),
    `  ${start.line} | ${cut}${shown}${from + widest < line.length ? '…' : ''}`,
    `  ${' '.repeat(gutter)} | ${cut === '' ? '' : ' '}${blank(shown.slice(0, first))}${carets}`,
  ].map((text) => text.trimEnd())
}

/** Characters that terminals draw two columns wide. @see https://www.unicode.org/reports/tr11/ */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const widthOf = (text: string): number => Array.from(text).reduce((width, character) => width + (wide.test(character) ? 2 : 1), 0)

/** As wide as the text, and with its tabs, so that what follows stands below what follows the text. */
const blank = (text: string): string =>
  Array.from(text, (character) => (character === '\t' ? '\t' : wide.test(character) ? '  ' : ' ')).join('')

/** A user's text may hold what would steer the terminal. */
const visible = (text: string): string => text.replace(/(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
