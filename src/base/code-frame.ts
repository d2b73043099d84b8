import { hideSecrets } from './hide-secrets.ts'
import type { Span } from './span.ts'
import { visible } from './visible.ts'

/** A longer line is cut on both sides of what matters. */
const widest = 140

/** The line of a place with its number, the line before it, and carets below, without secrets; nothing where the text has no such line. */
export function renderCodeFrame({ start, end }: Span, text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  const written = lines[start.line - 1]
  if (written === undefined) return []
  const line = hideSecrets(written)
  const gutter = String(start.line).length
  const from = line.length <= widest ? 0 : Math.max(0, Math.min(start.column - 1 - widest / 2, line.length - widest))
  const shown = line.slice(from, from + widest)
  const first = start.column - 1 - from
  const last = end.line === start.line ? end.column - 1 - from : shown.trimEnd().length
  const carets = '^'.repeat(Math.max(1, widthOf(shown.slice(first, Math.max(first, last)))))
  const cut = from > 0 ? '…' : ''
  const before = hideSecrets(lines[start.line - 2] ?? '')
  return [
    ...(before.trim() === '' || cut !== '' ? [] : [`  ${String(start.line - 1).padStart(gutter)} | ${before.slice(0, widest)}`]),
    `  ${start.line} | ${cut}${shown}${from + widest < line.length ? '…' : ''}`,
    `  ${' '.repeat(gutter)} | ${cut === '' ? '' : ' '}${blank(shown.slice(0, first))}${carets}`,
  ].map((each) => visible(each.trimEnd()))
}

/** Characters that terminals draw two columns wide. @see https://www.unicode.org/reports/tr11/ */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const widthOf = (text: string): number => Array.from(text).reduce((width, character) => width + (wide.test(character) ? 2 : 1), 0)

/** As wide as the text, and with its tabs, so that what follows stands below what follows the text. */
const blank = (text: string): string =>
  Array.from(text, (character) => (character === '\t' ? '\t' : wide.test(character) ? '  ' : ' ')).join('')
