import type { Located } from '../base/located.ts'
import { appendText, cutText, type MappedText, relocateProblem, replaceText, spanOfText } from '../base/mapped-text.ts'
import { draftJson } from '../base/parse-json.ts'
import type { Problem } from '../base/problem.ts'
import { lexJson } from './lex-json.ts'

/** A JSON value out of a ticket. Its offsets are those of `source`, so that what is encoded in it can be decoded with its places. */
export interface TicketJson {
  /** Absent when even with every slip read over nothing is left. */
  readonly value?: Located
  /** The slips, and what is missing, with the places of the customer's file. */
  readonly problems: readonly Problem[]
  readonly source: MappedText
  /** Where the text was cut off; containers that reach further are not whole. */
  readonly cutAt?: number
}

/** Reads a stretch of a ticket as JSON: slips are read over and reported, what was left out or cut off is closed. */
export function readTicketJson(stretch: MappedText, cutOff: boolean): TicketJson {
  const strict = draftJson(stretch.text, stretch.file)
  if (strict.value !== undefined && strict.problems.length === 0) return { value: strict.value, problems: [], source: stretch }
  const notes: Problem[] = []
  const joined = joinStrings(closeStrings(withoutElisions(stretch, notes), notes), notes)
  const closed = cutOff ? close(joined, notes) : { source: joined }
  const { value, problems } = draftJson(closed.source.text, stretch.file)
  return {
    ...closed,
    ...(value === undefined ? {} : { value }),
    problems: [...notes, ...problems.map((problem) => relocateProblem(problem, closed.source))],
  }
}

const note = (source: MappedText, code: string, [start, end]: readonly [number, number], message: string, help: string): Problem => ({
  code: `ticket/${code}`,
  at: spanOfText(source, start, end),
  message,
  help,
})

/** Takes out `...` and its like, with the comma that it has too many. */
function withoutElisions(source: MappedText, notes: Problem[]): MappedText {
  const tokens = [...lexJson(source.text, 0)]
  const gone = tokens.flatMap((token, index) => {
    if (token.kind !== 'elision') return []
    const after = tokens.slice(index + 1).find(({ kind }) => kind !== 'space')
    return [{ start: token.start, end: after?.kind === 'comma' ? after.end : token.end, text: '' }]
  })
  for (const { start, end } of gone) {
    notes.push(note(source, 'left-out', [start, end], 'something is left out of the document here', 'ask for the whole document'))
  }
  return replaceText(source, gone)
}

/** Closes strings before the comma at the end of their line, where that is all that is missing. */
function closeStrings(source: MappedText, notes: Problem[]): MappedText {
  const open = [...lexJson(source.text, 0)].flatMap(({ kind, start, end }) => {
    const [, comma] = kind === 'string' ? (/^["“][^"”\n]*?(,)[ \t\r]*$/.exec(source.text.slice(start, end)) ?? []) : []
    const at = start + source.text.slice(start, end).lastIndexOf(',')
    return comma === undefined ? [] : [{ start: at, end: at, text: '"' }]
  })
  for (const { start } of open)
    notes.push(note(source, 'open-string', [start, start], 'a string is not closed', 'it is closed here: add the closing `"`'))
  return replaceText(source, open)
}

/** Joins strings that were broken over lines. */
function joinStrings(source: MappedText, notes: Problem[]): MappedText {
  const broken = [...lexJson(source.text, 0)].flatMap(({ kind, start, end }) => {
    const text = source.text.slice(start, end)
    return kind === 'string' && text.includes('\n') ? [{ start, end, text: text.replace(/\s*\n\s*/g, '') }] : []
  })
  for (const { start, end } of broken) {
    notes.push(note(source, 'broken-string', [start, end], 'a text is broken over two lines', 'it is read as if it stood on one line'))
  }
  return replaceText(source, broken)
}

/** Cuts a text back to its last whole value and closes what is open. */
function close(source: MappedText, notes: Problem[]): { readonly source: MappedText; readonly cutAt: number } {
  const open: string[] = []
  let whole = 0
  for (const { kind, start, end } of lexJson(source.text, 0)) {
    if (kind === 'open') open.push(source.text[start] === '{' ? '}' : ']')
    else if (kind === 'close' && open.at(-1) === source.text[start]) open.pop()
    if (kind === 'open' || kind === 'close') whole = end
    else if (kind === 'comma') whole = start
  }
  const last = source.text.trimEnd().length
  notes.push(note(source, 'cut-off', [last, last], 'the document is cut off here', 'what follows is not known: ask for the whole document'))
  return { source: appendText(cutText(source, 0, whole), open.toReversed().join('')), cutAt: whole }
}
