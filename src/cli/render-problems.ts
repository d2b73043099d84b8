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
  // A value that a module computed stands nowhere in its text: its pointer is all there is to show.
  const computed = at.pointer !== undefined && at.pointer !== '' && at.start.offset === at.end.offset && at.start.offset === 0
  const head = `${formatPlace(at)}: ${computed ? `${at.pointer}: ` : ''}${message} [${code}]`
  const frame = computed || lines === undefined ? [] : renderFrame(problem, lines)
  return [head, ...frame, ...(help === undefined ? [] : [`  help: ${help}`])].map(visible).join('\n')
}

/** A line longer than this is cut on both sides of what matters. */
const widest = 120

/** The line with its number, the line before it, and carets below. */
function renderFrame({ at: { start, end } }: Problem, lines: readonly string[]): string[] {
  const line = lines[start.line - 1]
  if (line === undefined) return []
  const gutter = String(start.line).length
  const from = Math.max(0, start.column - 1 - widest / 2)
  const shown = line.slice(from, from + widest)
  const first = start.column - 1 - from
  const last = end.line === start.line ? end.column - 1 - from : shown.trimEnd().length
  const carets = '^'.repeat(Math.max(1, widthOf(shown.slice(first, Math.max(first, last)))))
  const before = lines[start.line - 2]
  const showBefore = before !== undefined && before.trim() !== '' && from === 0
  return [
    ...(showBefore ? [`  ${String(start.line - 1).padStart(gutter)} | ${before.slice(0, widest)}`] : []),
    `  ${start.line} | ${shown}`,
    `  ${' '.repeat(gutter)} | ${blank(shown.slice(0, first))}${carets}`,
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
