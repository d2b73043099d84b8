import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { glueError } from './errors.ts'

/** One character of a name, and how often: once, once or more, or any number of times. */
interface Part {
  readonly takes: (character: string) => boolean
  readonly optional: boolean
  readonly repeated: boolean
}

/** Takes time in proportion to pattern and name, whatever they are. */
function matches(parts: readonly Part[], name: string): boolean {
  const skipping = (places: Set<number>): Set<number> => {
    for (const place of places) if (parts[place]?.optional === true) places.add(place + 1)
    return places
  }
  let places = skipping(new Set([0]))
  for (const character of name) {
    const next = [...places].flatMap((place) => {
      const part = parts[place]
      if (part?.takes(character) !== true) return []
      return part.repeated ? [place, place + 1] : [place + 1]
    })
    places = skipping(new Set(next))
  }
  return places.has(parts.length)
}

const anything = (): boolean => true

/** A star after a dot or a class is a regular expression's; on its own, or after a character, it stands for any text. */
function parsePart(token: string): readonly Part[] {
  const [, escaped, plain = '', quantifier = ''] = /^(?:\\(.)|(.))([*+?]?)$/.exec(token) ?? []
  const takes =
    escaped === undefined
      ? plain === '.' || plain === '*'
        ? anything
        : (character: string) => character === plain
      : (classes[escaped] ?? ((character: string) => character === escaped))
  const isText = escaped === undefined && plain !== '.'
  if (isText && plain === '*') return [{ takes, optional: true, repeated: true }]
  if (isText && quantifier === '*')
    return [
      { takes, optional: false, repeated: false },
      { takes: anything, optional: true, repeated: true },
    ]
  return [{ takes, optional: quantifier === '*' || quantifier === '?', repeated: quantifier === '*' || quantifier === '+' }]
}

const classes: Readonly<Record<string, (character: string) => boolean>> = {
  w: (character) => /\w/.test(character),
  d: (character) => /\d/.test(character),
}

/**
 * Which names an expression takes, of those that clients send: names, dots, stars, classes, bars. Groups and sets are not read.
 *
 * @see https://github.com/getmoto/moto/blob/af34ed4f2379ba66d61f72f694db039540cdf8c6/tests/test_glue/test_datacatalog.py: stars, as AWS reads them
 */
export function compileNames(text: string): Result<(name: string) => boolean, AwsError> {
  if (!/^(?:\\[wd.]|[\w.*|$^ +?-])*$/.test(text))
    return err(glueError('InvalidInputException', `The sandbox does not read the expression ${text}`))
  if (text === '') return ok(anything)
  const alternatives = text.split('|').map((alternative) => {
    const tokens = alternative.replace(/^\^|\$$/g, '').match(/(?:\\.|[^\\*])[*+?]?|\*/g) ?? []
    return tokens.flatMap(parsePart)
  })
  return ok((name) => alternatives.some((parts) => matches(parts, name)))
}
