import { describe, expect, it } from 'vitest'
import { compilePattern, matchesPattern } from '../../src/policy/pattern.ts'
import { fillTemplate, literalOf, parseTemplate, variablesOf } from '../../src/policy/template.ts'

const keysOf = (text: string): readonly (string | undefined)[] =>
  variablesOf(parseTemplate(text, '2012-10-17')).flatMap(({ key, fallback }) => [key, fallback])

describe('a template', () => {
  it('finds its variables and their defaults', () => {
    expect(keysOf('home/${aws:username}/*')).toEqual(['aws:username', undefined])
    expect(keysOf("${aws:PrincipalTag/team, 'everyone'}")).toEqual(['aws:PrincipalTag/team', 'everyone'])
    expect(keysOf("${aws:PrincipalTag/team, 'a, 'b''}")).toEqual(['aws:PrincipalTag/team', "a, 'b'"])
    expect(keysOf("${aws:PrincipalTag/team, ''}")).toEqual(['aws:PrincipalTag/team', ''])
  })

  it('takes a default without its comma, space and quotes for a part of the key', () => {
    expect(keysOf("${aws:PrincipalTag/team,'everyone'}")).toEqual(["aws:PrincipalTag/team,'everyone'", undefined])
    expect(keysOf('${aws:PrincipalTag/team, everyone}')).toEqual(['aws:PrincipalTag/team, everyone', undefined])
  })

  it('has no variables before version 2012-10-17', () => {
    expect(parseTemplate('${aws:username}', '2008-10-17')).toEqual([{ kind: 'text', text: '${aws:username}' }])
  })

  it.each(['${', '${}', '$', '{aws:username}', '$ {a}', '${a'])('keeps `%s` as text', (text) => {
    expect(parseTemplate(text, '2012-10-17')).toEqual([{ kind: 'text', text }])
  })

  it('has three escapes that are the characters themselves', () => {
    const { parts } = fillTemplate(parseTemplate('a${*}b${?}c${$}*', '2012-10-17'), () => undefined)
    expect(matchesPattern(compilePattern(parts), 'a*b?c$d')).toBe(true)
    expect(matchesPattern(compilePattern(parts), 'axbyc$d')).toBe(false)
  })

  it('names the keys that nothing fills', () => {
    const template = parseTemplate("${aws:username}/${aws:PrincipalTag/team, 'x'}/${s3:prefix}", '2012-10-17')
    const filled = fillTemplate(template, (key) => (key === 's3:prefix' ? 'p' : undefined))
    expect(filled.unresolved).toEqual(['aws:username'])
  })

  it('is plain text where wildcards mean nothing', () => {
    const { parts } = fillTemplate(parseTemplate('a*?${aws:username}', '2012-10-17'), () => 'ana')
    expect(literalOf(parts)).toBe('a*?ana')
  })
})
