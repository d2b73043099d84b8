import { type MappedText, rewriteText, spanOfText, wholeText } from '../base/mapped-text.ts'
import type { Problem } from '../base/problem.ts'

/** A text without what browsers, mail and word processors have put into it, and what that was. */
export interface CleanText {
  readonly source: MappedText
  readonly problems: readonly Problem[]
}

interface Cleaning {
  readonly code: string
  readonly pattern: RegExp
  readonly replace: (match: RegExpExecArray) => string
  readonly message: string
  readonly help: string
  /** Whether the text needs it at all; else it needs it where the pattern is found. */
  readonly needed?: RegExp
}

/** Of Windows' Latin letters, or by its number. */
const characterOf = (byte: string | undefined, code: string | undefined): string =>
  String.fromCharCode(byte === undefined ? Number(code) : Number.parseInt(byte, 16))

const tags =
  'html|head|body|meta|link|title|div|p|br|hr|span|pre|code|table|thead|tbody|tr|td|th|ul|ol|li|a|b|i|em|strong|h[1-6]|img|font|button|form|input|label|main|nav|header|footer|section|svg|path'

const cleanings: readonly Cleaning[] = [
  {
    code: 'rich-text',
    needed: /^\{\\rtf1?\b/,
    pattern:
      /\{\\(?:fonttbl|colortbl|stylesheet|info|\*)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\\(?:par|line)\b ?|\\([{}\\])|\\'([0-9a-f]{2})|\\u(\d{1,5}) ?\?|\\[a-z]+-?\d* ?|[{}]/gi,
    replace: ([text, plain, byte, code]) =>
      plain ?? (/^\\(?:par|line)\b/.test(text) ? '\n' : byte !== undefined || code !== undefined ? characterOf(byte, code) : ''),
    message: 'this is rich text',
    help: 'its marks are left out: send it as plain text',
  },
  {
    code: 'web-page',
    needed: /<(?:!doctype html|html|body|div|p|br|pre|span|table)\b/i,
    pattern: new RegExp(`<!doctype[^>]*>|<!--[\\s\\S]*?-->|<(script|style)\\b[\\s\\S]*?</\\1>|</?(?:${tags})\\b[^>]*>`, 'gi'),
    replace: ([tag]) => (/^<\/?(?:br|p|div|tr|li|h\d|pre|table|title)\b/i.test(tag) ? '\n' : ''),
    message: 'this is a web page, not the document itself',
    help: 'its tags are left out, and what is between them is read',
  },
  {
    code: 'entities',
    pattern: /&(?:([a-z]{2,8})|#(\d{1,6})|#x([\da-f]{1,6}));/gi,
    replace: ([text, name, decimal, hex]) => entity(text, name, decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)),
    message: 'characters are written as HTML entities',
    help: 'they are read as the characters that they stand for',
    needed: /&(?:quot|#34|#x22|lt|#60|middot|nbsp|rdquo|ldquo);/i,
  },
  {
    code: 'invisible-characters',
    // With the marks of the direction of writing. https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
    pattern: /[\u200b-\u200f\u2060\ufeff\u00ad\u061c\u202a-\u202e\u2066-\u2069]+/g,
    replace: () => '',
    message: 'there are invisible characters in the text',
    help: 'they are left out; if they are in AWS too, they are part of the names there',
  },
  {
    code: 'odd-spaces',
    pattern: /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g,
    replace: () => ' ',
    message: 'there are spaces that are not plain spaces',
    help: 'mail and word processors make them; they are read as plain spaces',
  },
  {
    code: 'strings-of-a-program',
    needed: /\\"Statement\\"/,
    pattern: /(?:\\r)?(?:\\n)?"[ \t]*\n?[ \t]*\+[ \t]*\n?[ \t]*@?"/g,
    replace: () => '',
    message: 'the text is put together from the strings of a program',
    help: 'it is read as the one text that they make',
  },
  {
    code: 'doubled-quotes',
    needed: /\{\s*""(?:Version|Statement)""\s*:/,
    pattern: /""/g,
    replace: () => '"',
    message: 'quotes are doubled, as in a table that was exported',
    help: 'each pair is read as one',
  },
  {
    code: 'quoted-mail',
    pattern: /^(?:>[ \t]?)+/gm,
    replace: () => '',
    needed: /^>.*\n>/m,
    message: 'the text is quoted as in mail',
    help: 'the `>` at the beginning of its lines are left out',
  },
  {
    code: 'line-numbers',
    pattern: /^[ \t]*\d{1,4}(?:[ \t]*[|:.])?(?=[ \t]*(?:["{}[\],]|$))/gm,
    replace: () => '',
    needed: /^[ \t]*1[ \t|:.]*[{[].*\n[ \t]*2[ \t|:.]*\S.*\n[ \t]*3[ \t|:.]*\S/m,
    message: 'the lines have numbers, as an editor shows them',
    help: 'the numbers at the beginning of its lines are left out',
  },
]

/** Takes out, in this order, tags, entities, invisible characters, odd spaces and the marks of quoted mail. */
export function cleanText(text: string, file: string): CleanText {
  const problems: Problem[] = []
  // `.` and `$` of the readers know line feeds alone.
  const written = wholeText(text, file)
  let source = text.includes('\r') ? rewriteText(written, /\r\n?/g, () => '\n') : written
  for (const { code, pattern, replace, message, help, needed = pattern } of cleanings) {
    if (source.text.search(needed) === -1) continue
    const [first] = source.text.matchAll(pattern)
    if (first === undefined) continue
    const at = spanOfText(source, first.index, first.index + first[0].length)
    problems.push({ code: `ticket/${code}`, at, message, help })
    source = rewriteText(source, pattern, replace)
  }
  return { source, problems }
}

const named: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  lt: '<',
  gt: '>',
  apos: "'",
  nbsp: ' ',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
  middot: '·',
}

function entity(text: string, name: string | undefined, codePoint: number): string {
  if (name !== undefined) return named[name.toLowerCase()] ?? text
  return codePoint > 0x1f && codePoint < 0x11_0000 && (codePoint < 0xd800 || codePoint > 0xdfff) ? String.fromCodePoint(codePoint) : ' '
}
