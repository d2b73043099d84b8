import type { ArnPattern } from '../policy/arn.ts'
import type { Pattern } from '../policy/pattern.ts'

/**
 * One position of a pattern. From 0 on it is a UTF-16 code unit; with `caseless` added it stands for that letter in either case. The others are
 * classes, those that end in `Run` for any number of characters.
 */
export type Token = number

export const anyOne: Token = -1
export const anyRun: Token = -2
export const digit: Token = -3
/** Not a colon: what a wildcard stands for in the first five segments of an ARN. */
export const segmentOne: Token = -4
export const segmentRun: Token = -5
/** Neither colon nor slash: the name of a bucket. */
export const nameOne: Token = -6
export const nameRun: Token = -7

export const caseless = 0x10000

/** Stand-ins for the unknown value of a variable; only `anyRun` takes them for text. */
export const firstSymbol = 0xe000
export const lastSymbol = 0xe0ff

export type Tokens = readonly Token[]

const colon = 58
const slash = 47

export const isRun = (token: Token): boolean => token === anyRun || token === segmentRun || token === nameRun

/** Whether a code unit may stand at the position. */
export function takes(token: Token, code: number): boolean {
  if (token >= caseless) return lower(code) === token - caseless
  if (token >= 0) return token === code
  if (token === anyRun) return true
  if (code >= firstSymbol && code <= lastSymbol) return false
  switch (token) {
    case anyOne:
      return true
    case digit:
      return code >= 48 && code <= 57
    case segmentOne:
    case segmentRun:
      return code !== colon
    default:
      return code !== colon && code !== slash
  }
}

export const lower = (code: number): number => String.fromCharCode(code).toLowerCase().charCodeAt(0)
export const upper = (code: number): number => String.fromCharCode(code).toUpperCase().charCodeAt(0)

export function literalTokens(text: string, ignoreCase = false): Tokens {
  const codes = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  return ignoreCase ? codes.map((code) => (lower(code) === upper(code) ? code : lower(code) + caseless)) : codes
}

/** The same strings that the engine's compiled pattern matches; `one` and `run` are what its wildcards stand for. */
export function patternTokens({ head, middle, tail, ignoreCase }: Pattern, one: Token = anyOne, run: Token = anyRun): Tokens {
  const piece = ({ length, runs }: Pattern['head']): Token[] => {
    const tokens = Array.from({ length }, () => one)
    for (const { offset, text } of runs) tokens.splice(offset, text.length, ...literalTokens(text, ignoreCase))
    return tokens
  }
  const tokens = piece(head)
  if (tail === undefined) return tokens
  for (const part of [...middle, tail]) tokens.push(run, ...piece(part))
  return tokens
}

/** The ARNs that the engine's compiled ARN pattern covers; undefined when there are none. `everything` has its own form. */
export function arnTokens(pattern: ArnPattern & { readonly kind: 'segments' }): Tokens | undefined {
  const segments = [pattern.partition, pattern.service, pattern.region, pattern.account].map((segment) =>
    patternTokens(segment, segmentOne, segmentRun),
  )
  if (segments.some((tokens) => tokens.some((token) => token === colon))) return undefined
  const [partition = [], service = []] = segments
  if (partition.length === 0 || service.length === 0) return undefined
  const [, , region = [], account = []] = segments
  const whole = [nonEmpty(partition), nonEmpty(service), region, account, patternTokens(pattern.resource)]
  return [...literalTokens('arn'), ...whole.flatMap((segment) => [colon, ...segment])]
}

/** Partition and service of an ARN are never empty. */
const nonEmpty = (tokens: Tokens): Tokens => (tokens.every(isRun) ? [segmentOne, segmentRun] : tokens)

/** Every text that is an ARN. */
export const anyArn: Tokens = [
  ...literalTokens('arn:'),
  segmentOne,
  segmentRun,
  colon,
  segmentOne,
  segmentRun,
  colon,
  segmentRun,
  colon,
  segmentRun,
  colon,
  anyRun,
]
