import { describe, expect, it } from 'vitest'
import { type Located, member, plain } from '../../src/base/located.ts'
import { parseJson } from '../../src/base/parse-json.ts'
import { formatPlace } from '../../src/base/span.ts'
import { processorTime } from '../support/processor-time.ts'

const read = (text: string): Located => {
  const result = parseJson(text, 'a.json')
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('; '))
  return result.value
}

/** `line:column code` of each problem. */
const problemsOf = (text: string): readonly string[] => {
  const result = parseJson(text, 'a.json')
  return result.ok ? [] : result.error.map(({ at, code }) => `${formatPlace(at).slice('a.json:'.length)} ${code}`)
}

const helpOf = (text: string): string | undefined => {
  const result = parseJson(text, 'a.json')
  return result.ok ? undefined : result.error[0]?.help
}

describe('JSON', () => {
  it.each(['{}', '[]', 'null', 'true', '-0.5e+3', '"a\\u00e9\\n\\"\\/"', ' [1, {"a": [false, ""]}, "é", "😀"]\r\n'])(
    '%s is read',
    (text) => {
      expect(JSON.stringify(plain(read(text)))).toBe(JSON.stringify(JSON.parse(text)))
    },
  )

  it('remembers where each value stands', () => {
    const document = read('{\n  "a/b": [10,\r\n    "x"]\n}')
    const list = document.kind === 'object' ? member(document, 'a/b') : undefined
    const item = list?.kind === 'array' ? list.items[1] : undefined
    expect(item?.at).toEqual({
      file: 'a.json',
      pointer: '/a~1b/1',
      start: { line: 3, column: 5, offset: 21 },
      end: { line: 3, column: 8, offset: 24 },
    })
    expect(document.kind === 'object' && document.members[0]?.keyAt.start).toEqual({ line: 2, column: 3, offset: 4 })
    expect(document.at.pointer).toBe('')
  })

  it('keeps a number as it is written', () => {
    expect(read('12345678901234567890')).toMatchObject({ kind: 'number', text: '12345678901234567890' })
  })

  it('takes `__proto__` for a key like any other', () => {
    const value = plain(read('{"__proto__": {"polluted": true}}'))
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('a slip in JSON', () => {
  it.each([
    ['', ['1:1 json/empty']],
    ['{"a": 1,}', ['1:8 json/trailing-comma']],
    ['[1,\n]', ['1:3 json/trailing-comma']],
    ['{"a": 1 "b": 2}', ['1:9 json/missing-comma']],
    ['[1 2]', ['1:4 json/unexpected']],
    ['{“a”: “b”}', ['1:2 json/smart-quote']],
    ["{'a': 'b'}", ['1:2 json/single-quote']],
    ['{a: 1}', ['1:2 json/unquoted-key']],
    ['// hi\n{} # there', ['1:1 json/comment']],
    ['{"a": /* why */ 1}', ['1:7 json/comment']],
    ['{"a": True, "b": None, "c": 01}', ['1:7 json/bad-value', '1:18 json/bad-value', '1:29 json/bad-value']],
    ['{"a" = 1}', ['1:6 json/unexpected']],
    ['{"a" 1}', ['1:6 json/unexpected']],
    ['{"a": "b\n"}', ['1:7 json/unclosed-string']],
    ['{"a": "b', ['1:9 json/truncated']],
    ['{"a": [1, 2', ['1:12 json/truncated']],
    ['{"a":', ['1:6 json/truncated']],
    ['{"a"', ['1:5 json/truncated']],
    ['{"a": 1', ['1:8 json/truncated']],
    ['{"a": [}', ['1:8 json/unexpected']],
    ['["\\x"]', ['1:3 json/bad-escape']],
    ['["\\u12"]', ['1:3 json/bad-escape']],
    ['["a\tb"]', ['1:4 json/control-character']],
    ['["\\ud800"]', ['1:2 json/lone-surrogate']],
    ['["\ud800"]', ['1:2 json/lone-surrogate']],
    ['{} {}', ['1:4 json/trailing-text']],
    ['\ufeff{}', ['1:1 json/byte-order-mark']],
    ['{"a": 1, "a": 2, "a": 3}', ['1:10 json/duplicate-key', '1:18 json/duplicate-key']],
    [
      '{"a": 1,\n "a": 2, // twice\n "b": [‘x’,]\n}',
      ['2:2 json/duplicate-key', '2:10 json/comment', '3:8 json/smart-quote', '3:11 json/trailing-comma'],
    ],
  ])('in `%s` is found at its place', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected)
  })

  it('comes with help', () => {
    expect(helpOf('{"a": True}')).toBe('write `true`')
    expect(helpOf('{"a": 007}')).toBe('write `7`, or `"007"` if it is text')
    expect(helpOf('{"a": s3:GetObject}')).toBe('write `"s3:GetObject"`')
    expect(helpOf('{\n"a": [1')).toBe('the `[` in line 2, column 6 is not closed; is the end of the text missing?')
    expect(helpOf('{“a”: “b”}')).toBe('write `"`; word processors and chat programs replace it (in 2 places)')
  })
})

describe('a huge text', () => {
  const within = (limit: number, run: () => unknown): void => {
    expect(processorTime(run)).toBeLessThan(limit)
  }

  it('of 1 MB is read in bounded time', () => {
    const item = '{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}'
    const text = `[${Array(15_000).fill(item).join(',\n')}]`
    within(3000, () => expect(parseJson(text, 'a.json').ok).toBe(true))
  })

  it.each([
    ['nesting', '['.repeat(1_000_000)],
    ['objects in objects', '{"a":'.repeat(200_000)],
    ['quotes', '"'.repeat(1_000_001)],
    ['strings without commas', `[${'"" '.repeat(300_000)}]`],
    ['comments', '//\n'.repeat(300_000)],
    ['unclosed comments', '/*'.repeat(500_000)],
    ['smart quotes', `[${'“”,'.repeat(300_000)}1]`],
    ['commas', ','.repeat(1_000_000)],
    ['one key', `{${'"a":1,'.repeat(150_000)}"b":1}`],
    ['backslashes', `"${'\\q'.repeat(500_000)}"`],
    ['one word', 'a'.repeat(1_000_000)],
    ['white space', ' '.repeat(1_000_000)],
  ])('of 1 MB of %s is refused in bounded time, with few problems', (_, text) => {
    within(3000, () => {
      const result = parseJson(text, 'a.json')
      expect(!result.ok && result.error.length).toBeGreaterThan(0)
      expect(!result.ok && result.error.length).toBeLessThanOrEqual(100)
    })
  })

  it('nested deeper than 100 is refused where it gets too deep', () => {
    expect(problemsOf('['.repeat(101))).toEqual(['1:101 json/too-deep'])
    expect(parseJson('['.repeat(100) + ']'.repeat(100), 'a.json').ok).toBe(true)
  })
})
