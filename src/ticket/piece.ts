import { type Located, member } from '../base/located.ts'
import { cutText, type MappedText, relocate, rewriteText, spanOfText } from '../base/mapped-text.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { PolicyFile } from '../fixture/fixture.ts'
import { readTicketJson } from './read-json.ts'

export type LocatedObject = Located & { readonly kind: 'object' }

/** One JSON or YAML object of a ticket. Its values have the places of `source`. */
export interface Piece {
  readonly root: LocatedObject
  readonly source: MappedText
  /** The words around it: the lines above, or the file's name. */
  readonly hint: string
  readonly cutAt?: number
  /** The file, where the object is all that it has. */
  readonly file?: Omit<PolicyFile, 'policy'>
}

/** A document inside a piece, with the places of the customer's file. */
export interface InnerDocument {
  readonly value: Located
  readonly isWhole: boolean
}

/** Where a value stands in the customer's file. */
export const placeOf = ({ source }: Piece, { at }: Located): Span => spanOfText(source, at.start.offset, at.end.offset, at.pointer)

/** A document that is part of the piece, or written into one of its strings: as JSON, or percent-encoded as IAM answers it. */
export function innerDocument(piece: Piece, value: Located | undefined, problems: Problem[]): InnerDocument | undefined {
  if (value?.kind === 'object')
    return { value: relocate(wholeParts(value, piece.cutAt), piece.source), isWhole: isWhole(value, piece.cutAt) }
  if (value?.kind !== 'string') return undefined
  const quoted = cutText(piece.source, value.at.start.offset + 1, value.at.end.offset - 1)
  const unescaped = decodePercent(decodeEscapes(quoted))
  const decoded = /^e[wxyz][A-Za-z0-9+/\s]{40,}={0,2}$/.test(unescaped.text) ? decodeBase64(unescaped) : unescaped
  if (!/^\s*[{[]/.test(decoded.text)) return undefined
  const read = readTicketJson(decoded, false)
  problems.push(...read.problems)
  return read.value === undefined ? undefined : { value: relocate(read.value, read.source), isWhole: true }
}

/** The text of a JSON string. */
export const decodeEscapes = (quoted: MappedText): MappedText =>
  rewriteText(quoted, /\\u([0-9a-f]{4})|\\([\s\S])/gi, ([, code, letter = '']) =>
    code === undefined ? (controls[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  )

const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export function decodePercent(source: MappedText): MappedText {
  if (!/^\s*%(?:7B|5B)/i.test(source.text)) return source
  return rewriteText(source, /(?:%[89A-F][0-9A-F])+|%[0-7][0-9A-F]/gi, ([text]) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return '\ufffd'
    }
  })
}

/** Three characters for every four; only what is plain text comes out as it was. */
export const decodeBase64 = (source: MappedText): MappedText =>
  rewriteText(source, /(?:[A-Za-z0-9+/]\s*){2,4}={0,2}/g, ([text]) => Buffer.from(text, 'base64').toString('latin1'))

const isWhole = ({ at }: Located, cutAt: number | undefined): boolean => cutAt === undefined || at.end.offset <= cutAt

/** Without the statements that a cut has left open: half a statement says something else than the whole one. */
function wholeParts(value: Located, cutAt: number | undefined): Located {
  if (isWhole(value, cutAt)) return value
  if (value.kind === 'array') return { ...value, items: value.items.filter((item) => item.kind !== 'object' || isWhole(item, cutAt)) }
  if (value.kind !== 'object') return value
  return { ...value, members: value.members.map((one) => ({ ...one, value: wholeParts(one.value, cutAt) })) }
}

/** The text of a member, or undefined where there is none. */
export function textAt(object: LocatedObject, key: string): string | undefined {
  const value = member(object, key)
  if (value?.kind === 'string') return value.value
  return value?.kind === 'number' ? value.text : undefined
}

export function objectAt(object: LocatedObject, key: string): LocatedObject | undefined {
  const value = member(object, key)
  return value?.kind === 'object' ? value : undefined
}

/** The objects of a list. */
export function objectsAt(object: LocatedObject, key: string): readonly LocatedObject[] {
  const value = member(object, key)
  return value?.kind === 'array' ? value.items.filter((item): item is LocatedObject => item.kind === 'object') : []
}

export const has = (object: LocatedObject, ...keys: readonly string[]): boolean => keys.every((key) => member(object, key) !== undefined)
