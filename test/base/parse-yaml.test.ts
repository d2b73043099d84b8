import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type Located, member, plain } from '../../src/base/located.ts'
import { parseYaml } from '../../src/base/parse-yaml.ts'

function value(text: string): Located {
  const parsed = parseYaml(text, 'f.yaml')
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'))
  return parsed.value
}

/** `code line:column message`, one a problem. */
function problems(text: string): string[] {
  const parsed = parseYaml(text, 'f.yaml')
  return parsed.ok ? [] : parsed.error.map(({ code, at, message }) => `${code} ${at.start.line}:${at.start.column} ${message}`)
}

function at(text: string, key: string): Located {
  const root = value(text)
  const found = root.kind === 'object' ? member(root, key) : undefined
  if (found === undefined) throw new Error(`no \`${key}\``)
  return found
}

describe('a YAML text', () => {
  it('becomes plain values of YAML 1.2', () => {
    const text = 'a: 1\nb: yes\nc: 2012-10-17\nd: [true, ~, 1.5]\ne: |\n  x\n  y\n"f g": {h: "i"}\n'
    expect(JSON.parse(JSON.stringify(plain(value(text))))).toEqual({
      a: 1,
      b: 'yes',
      c: '2012-10-17',
      d: [true, null, 1.5],
      e: 'x\ny\n',
      'f g': { h: 'i' },
    })
  })

  it('reads back what is written as JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 20 }), fc.json({ maxDepth: 3 })), (members) => {
        const written = `{${Object.entries(members)
          .map(([key, json]) => `${JSON.stringify(key)}: ${json}`)
          .join(', ')}}`
        expect(JSON.stringify(plain(value(written)))).toBe(JSON.stringify(JSON.parse(written)))
      }),
    )
  })

  it('gives each value its own stretch of the text', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z]{1,8}[a-z: #'"]{0,8}[a-z]$/)), (members) => {
        const text = stringify(members)
        const root = value(text)
        const shown = root.kind === 'object' ? root.members.map(({ keyAt }) => text.slice(keyAt.start.offset, keyAt.end.offset)) : []
        expect(shown.map((key) => key.replaceAll('"', ''))).toEqual(Object.keys(members))
      }),
    )
  })

  it('remembers line, column and pointer of a value and of its key', () => {
    const root = value('roles:\n  a/b:\n    - first\n    - second\n')
    const roles = root.kind === 'object' ? root.members[0] : undefined
    const role = roles?.value.kind === 'object' ? roles.value.members[0] : undefined
    expect(role?.keyAt).toMatchObject({ file: 'f.yaml', start: { line: 2, column: 3, offset: 9 }, pointer: '/roles/a~1b' })
    const second = role?.value.kind === 'array' ? role.value.items[1] : undefined
    expect(second?.at).toMatchObject({ start: { line: 4, column: 7 }, end: { line: 4, column: 13 }, pointer: '/roles/a~1b/1' })
  })

  it('keeps the source text of a number, so that an account id keeps its leading zero', () => {
    expect(at('a: 012345678901', 'a')).toMatchObject({ kind: 'number', text: '012345678901' })
    expect(at('a: 0x10', 'a')).toMatchObject({ kind: 'number', value: 16, text: '0x10' })
  })

  it('treats a key as text, whatever it looks like', () => {
    expect(plain(value('012: a\ntrue: b\n__proto__: c\n'))).toEqual(
      Object.assign(Object.create(null), JSON.parse('{ "012": "a", "true": "b", "__proto__": "c" }')),
    )
  })

  it('repeats an anchored value at each alias', () => {
    expect(plain(value('a: &x {b: [1]}\nc: *x\n'))).toMatchObject({ a: { b: [1] }, c: { b: [1] } })
  })

  it('may be empty', () => {
    expect(value('# nothing\n').kind).toBe('null')
  })

  it('may start with a byte order mark', () => {
    expect(plain(value('\uFEFFa: 1\n'))).toMatchObject({ a: 1 })
  })
})

describe('what a reader of YAML would not expect is a problem', () => {
  it.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', ['yaml/duplicate-key 3:1 duplicate key `a`']],
    ['a duplicate key of another type', '1: a\n"1": b\n', ['yaml/duplicate-key 2:1 duplicate key `1`']],
    ['an unknown tag', 'a: !Ref b\n', ['yaml/tag-resolve-failed 1:4 unresolved tag: !Ref']],
    ['a tag of YAML 1.1', 'a: !!binary aGk=\n', ['yaml/tag-resolve-failed 1:4 unresolved tag: tag:yaml.org,2002:binary']],
    ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x\n', ['yaml/merge-key 3:3 merge keys (`<<`) are not supported']],
    ['an unknown alias', 'a: *x\n', ['yaml/unknown-alias 1:4 there is no anchor `&x` before `*x`']],
    ['an alias inside its anchor', 'a: &x [*x]\n', ['yaml/endless-alias 1:8 `*x` stands inside its own anchor']],
    ['a second document', 'a: 1\n---\nb: 2\n', ['yaml/multiple-docs 2:1 more than one document in the file']],
    ['the 1.1 directive', '%YAML 1.1\n---\na: yes\n', ['yaml/version 1:1 only YAML 1.2 is read here']],
    ['a key that is a list', '? [a]\n: b\n', ['yaml/key-not-text 1:3 a key must be text']],
    ['a tab', 'a:\n\t- b\n', ['yaml/tab-as-indent 2:1 tabs are not allowed as indentation']],
    ['an open bracket', 'a: [1,\nb: 2\n', ['yaml/bad-indent 2:1 flow sequence in block collection must be sufficiently indented']],
    ['an open quote', 'a: "x\n', ['yaml/missing-char 2:1 missing closing "quote']],
  ])('%s', (_, text, expected) => {
    const found = problems(text)
    expect(found.length).toBeGreaterThan(0)
    for (const [index, start] of expected.entries()) expect(found[index]).toMatch(start)
  })

  it('lists all problems at once', () => {
    expect(problems('a: 1\na: 2\nb: *x\nc: {<<: 1}\n').map((line) => line.split(' ')[0])).toEqual([
      'yaml/duplicate-key',
      'yaml/unknown-alias',
      'yaml/merge-key',
    ])
  })

  it('a text whose aliases multiply', () => {
    const layers = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${
          i === 0
            ? 'x'
            : Array(10)
                .fill(`*a${i - 1}`)
                .join(', ')
        }]`,
    )
    expect(problems(layers.join('\n'))[0]).toContain('aliases repeat more than 10000 values')
  })

  it('a text that is nested too deeply', () => {
    expect(problems('['.repeat(20_000))[0]).toContain('yaml/')
  })
})
