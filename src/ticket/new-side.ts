import { type MappedText, type Replacement, replaceText, spanOfText } from '../base/mapped-text.ts'
import type { Problem } from '../base/problem.ts'

/** The text with each unified diff in it as its new side, and the note that says so. */
export function newSide(source: MappedText): { readonly source: MappedText; readonly problems: readonly Problem[] } {
  const hunks = Array.from(source.text.matchAll(/^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@[^\n]*\n?/gm))
  const gone = hunks.flatMap((hunk) => marksOf(source.text, hunk))
  const [first] = hunks
  if (first === undefined || gone.length === 0) return { source, problems: [] }
  const at = spanOfText(source, first.index, first.index + first[0].trimEnd().length)
  const help = 'lines with `-` are left out, those with `+` are read'
  return { source: replaceText(source, gone), problems: [{ code: 'ticket/diff', at, message: 'this is a change of a document', help }] }
}

/** The line of the hunk, its lines with `-`, and the first character of all others, as many as the hunk says. */
function marksOf(text: string, { index, 0: header, 1: before = '1', 2: after = '1' }: RegExpExecArray): readonly Replacement[] {
  const marks: Replacement[] = [{ start: index, end: index + header.length, text: '' }]
  let [old, now] = [Number(before), Number(after)]
  for (let at = index + header.length; at < text.length && old + now > 0; ) {
    const end = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at) + 1
    const mark = text[at]
    if (mark !== '-' && mark !== '+' && mark !== ' ' && mark !== '\n' && mark !== '\r') break
    if (mark === '-') marks.push({ start: at, end, text: '' })
    else if (mark === '+' || mark === ' ') marks.push({ start: at, end: at + 1, text: '' })
    if (mark !== '+') old -= 1
    if (mark !== '-') now -= 1
    at = end
  }
  return marks
}
