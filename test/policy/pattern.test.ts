import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, literalPrefix, literalText, matchesPattern, type PatternPart, parsePattern } from '../../src/policy/pattern.ts'

const matches = (pattern: string, text: string): boolean => matchesPattern(compilePattern(pattern), text)

describe('a pattern', () => {
  it.each([
    ['*', ''],
    ['*', 'anything/at\nall'],
    ['a*c', 'ac'],
    ['a*c', 'a/b/c'],
    ['a?c', 'abc'],
    ['a*b*c', 'aXbYbZc'],
    ['*ab', 'aab'],
    ['**', ''],
    ['?*', 'x'],
    ['*?', 'x'],
    ['a*?b*c', 'aaxbbc'],
    ['', ''],
    ['Get*', 'GetObject'],
    ['*.csv', '.csv.csv'],
  ])('`%s` matches `%s`', (pattern, text) => {
    expect(matches(pattern, text)).toBe(true)
  })

  it.each([
    ['', 'x'],
    ['a*c', 'abd'],
    ['a*a', 'a'],
    ['ab*ba', 'aba'],
    ['a?c', 'ac'],
    ['a?c', 'abbc'],
    ['?*', ''],
    ['a*b*c', 'acb'],
    ['.', 'x'],
    ['[a]', 'a'],
    ['get*', 'GetObject'],
  ])('`%s` does not match `%s`', (pattern, text) => {
    expect(matches(pattern, text)).toBe(false)
  })

  it('ignores case only when asked to', () => {
    expect(matchesPattern(compilePattern('S3:get*', { ignoreCase: true }), 's3:GETobject')).toBe(true)
    expect(matches('S3:get*', 's3:getobject')).toBe(false)
  })

  it('takes the characters of a text part literally', () => {
    const pattern = compilePattern([{ kind: 'text', text: 'a*' }, { kind: '*' }, { kind: 'text', text: '?' }])
    expect(matchesPattern(pattern, 'a*b?')).toBe(true)
    expect(matchesPattern(pattern, 'aXb?')).toBe(false)
    expect(matchesPattern(pattern, 'a*bX')).toBe(false)
  })

  it('knows what every match begins with', () => {
    expect(literalPrefix(compilePattern('s3:Get*'))).toBe('s3:Get')
    expect(literalPrefix(compilePattern('?3:Get*'))).toBe('')
    expect(literalPrefix(compilePattern('S3:Get?', { ignoreCase: true }))).toBe('s3:get')
  })

  it('knows the only text it matches', () => {
    expect(literalText(compilePattern('s3:GetObject'))).toBe('s3:GetObject')
    expect(literalText(compilePattern(''))).toBe('')
    expect(literalText(compilePattern('a?'))).toBeUndefined()
    expect(literalText(compilePattern('?'))).toBeUndefined()
    expect(literalText(compilePattern('a*'))).toBeUndefined()
  })

  it('decides 40 stars against 1,000 letters in less than 0.1 ms', () => {
    const pattern = compilePattern(`${'a*'.repeat(40)}b`)
    const text = 'a'.repeat(1000)
    const elapsed = fastest(50, () => matchesPattern(pattern, text))
    expect(elapsed).toBeLessThan(0.1)
  })

  it('decides 40 holes between stars against 1,000 letters in less than 1 ms', () => {
    const pattern = compilePattern(`${'a?a*'.repeat(40)}?b?`)
    const text = 'a'.repeat(1000)
    expect(fastest(50, () => matchesPattern(pattern, text))).toBeLessThan(1)
  })
})

/** The fastest of several runs, in milliseconds: other work on the machine only ever makes a run slower. */
function fastest(runs: number, run: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...times)
}

describe('the laws of patterns', () => {
  const part: fc.Arbitrary<PatternPart> = fc.oneof(
    fc.constant<PatternPart>({ kind: '*' }),
    fc.constant<PatternPart>({ kind: '?' }),
    fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '?', '/'), maxLength: 3 }).map((text): PatternPart => ({ kind: 'text', text })),
  )
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '?', '/'), maxLength: 12 })

  it('a pattern matches exactly what the same regular expression matches', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), subject, fc.boolean(), (parts, text, ignoreCase) => {
        const source = parts.map((of) => (of.kind === 'text' ? escaped(of.text) : of.kind === '*' ? '.*' : '.')).join('')
        const expected = new RegExp(`^${source}$`, ignoreCase ? 'si' : 's').test(text)
        expect(matchesPattern(compilePattern(parts, { ignoreCase }), text)).toBe(expected)
      }),
      { numRuns: 5000 },
    )
  })

  it('a pattern written as text is the pattern of its parts', () => {
    fc.assert(
      fc.property(subject, subject, (source, text) => {
        expect(matchesPattern(compilePattern(parsePattern(source)), text)).toBe(matchesPattern(compilePattern(source), text))
      }),
    )
  })
})

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
