import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/base/problem.ts'
import { renderProblems } from '../../src/cli/render-problems.ts'

/** A problem with the first place of `word` in `text`. */
function problemAt(text: string, word: string, over: Partial<Problem> = {}): Problem {
  const offset = text.indexOf(word)
  const line = text.slice(0, offset).split('\n').length
  const column = offset - text.lastIndexOf('\n', offset - 1)
  const start = { line, column, offset }
  const end = { line, column: column + word.length, offset: offset + word.length }
  return { code: 'fixture/unknown-key', at: { file: 'f.yaml', start, end }, message: `no key \`${word}\``, ...over }
}

const render = (text: string, ...problems: Problem[]): string => renderProblems(problems, (file) => (file === 'f.yaml' ? text : undefined))

describe('problems are shown', () => {
  it('with place, line, caret, what to do, and their number', () => {
    const text = 'roles:\n  Reader: { trsut: ./trust.json }\n'
    expect(render(text, problemAt(text, 'trsut', { help: 'did you mean `trust`?' }))).toBe(
      [
        'f.yaml:2:13: no key `trsut` [fixture/unknown-key]',
        '  1 | roles:',
        '  2 |   Reader: { trsut: ./trust.json }',
        '    |             ^^^^^',
        '  help: did you mean `trust`?',
        '',
        '1 problem in 1 file',
        '',
      ].join('\n'),
    )
  })

  it('in the order of the text, whatever order they were found in', () => {
    const text = 'a: 1\nb: 2\n'
    const shown = render(text, problemAt(text, 'b'), problemAt(text, 'a'))
    expect(shown.indexOf('`a`')).toBeLessThan(shown.indexOf('`b`'))
    expect(shown).toContain('2 problems in 1 file')
  })

  it('without a frame when the text cannot be shown', () => {
    expect(renderProblems([problemAt('x', 'x')], () => undefined)).toBe(
      'f.yaml:1:1: no key `x` [fixture/unknown-key]\n\n1 problem in 1 file\n',
    )
  })

  it('with the pointer when the value stands nowhere in the text', () => {
    const start = { line: 1, column: 1, offset: 0 }
    const at = { file: 'f.yaml', start, end: start, pointer: '/roles/Reader' }
    expect(render('export default {}', { code: 'fixture/missing-key', at, message: 'a role needs `trust`' })).toContain(
      'f.yaml: /roles/Reader: a role needs `trust`',
    )
  })

  it('with the caret below tabs and wide characters', () => {
    const text = '\t日本: x'
    expect(render(text, problemAt(text, 'x')).split('\n').slice(1, 3)).toEqual(['  1 | \t日本: x', '    | \t      ^'])
  })

  it('with the matter in sight when the line is long', () => {
    const text = `${'-'.repeat(500)}here${'-'.repeat(500)}`
    const [, line, carets] = render(text, problemAt(text, 'here')).split('\n')
    expect(line?.indexOf('here')).toBe(carets?.indexOf('^^^^'))
    expect(line?.length).toBeLessThan(160)
  })

  it('with nothing in them that steers the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        const shown = render(text, problemAt(text, text.slice(0, 3)))
        expect(shown.replaceAll('\n', '')).not.toMatch(/(?!\t)[\p{Cc}\u202e]/u)
      }),
    )
  })
})
