import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Located, plain } from '../../src/base/located.ts'
import { parseJson } from '../../src/base/parse-json.ts'

/** Text that is nearly JSON: its signs and words in any order. */
const signs = ['{', '}', '[', ']', ',', ':', '"', '\\', '-', '0', '1e9', ' ', '\n', '//', '/*', '*/', '#', '\\u', '\0']
const words = ['"a"', '"__proto__"', 'true', 'nul', '“', "'", '\ud800', '😀']
const nearlyJson = fc.array(fc.constantFrom(...signs, ...words), { maxLength: 40 }).map((parts) => parts.join(''))

function spansOf(value: Located): readonly Located['at'][] {
  if (value.kind === 'array') return [value.at, ...value.items.flatMap(spansOf)]
  if (value.kind === 'object') return [value.at, ...value.members.flatMap((member) => [member.keyAt, ...spansOf(member.value)])]
  return [value.at]
}

describe('the laws of reading JSON', () => {
  it('what JSON writes is read as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const result = parseJson(JSON.stringify(value, undefined, indent), 'a.json')
        expect(result.ok && JSON.stringify(plain(result.value))).toBe(JSON.stringify(value))
      }),
    )
  })

  it('no text makes it throw, and every span lies inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.string({ unit: 'binary' })), (text) => {
        const result = parseJson(text, 'a.json')
        const spans = result.ok ? spansOf(result.value) : result.error.map(({ at }) => at)
        expect(spans.length).toBeGreaterThan(0)
        for (const { start, end } of spans) {
          expect(end.offset).toBeGreaterThanOrEqual(start.offset)
          expect(end.offset).toBeLessThanOrEqual(text.length)
          expect(text.split('\n')[start.line - 1]?.length).toBeGreaterThanOrEqual(start.column - 1)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('it accepts what JSON accepts, but for duplicate keys and half surrogates', () => {
    const only: ReadonlySet<string> = new Set(['json/duplicate-key', 'json/lone-surrogate'])
    fc.assert(
      fc.property(nearlyJson, (text) => {
        const result = parseJson(text, 'a.json')
        const accepted = result.ok || result.error.every(({ code }) => only.has(code))
        expect(accepted).toBe(isJson(text))
      }),
      { numRuns: 5000 },
    )
  })

  it('the span of a value is the text of that value', () => {
    const check = (text: string, of: Located): void => {
      expect(JSON.parse(text.slice(of.at.start.offset, of.at.end.offset))).toEqual(JSON.parse(JSON.stringify(plain(of))))
      if (of.kind === 'array') for (const item of of.items) check(text, item)
      if (of.kind === 'object') for (const member of of.members) check(text, member.value)
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, undefined, 1)
        const result = parseJson(text, 'a.json')
        if (result.ok) check(text, result.value)
      }),
    )
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
