import { describe, expect, it } from 'vitest'
import { didYouMean, suggest } from '../../src/base/suggest.ts'

const words = ['Statement', 'Version', 'Id', 'StringEquals', 'StringEqualsIgnoreCase', 'NotAction', 'Action']

describe('a suggestion', () => {
  it.each([
    ['Statment', 'Statement'],
    ['Statements', 'Statement'],
    ['Statemnet', 'Statement'],
    ['statement', 'Statement'],
    ['StringEqual', 'StringEquals'],
    ['Actions', 'Action'],
    ['id', 'Id'],
  ])('for `%s` is `%s`', (word, expected) => {
    expect(suggest(word, words)).toBe(expected)
  })

  it.each(['', 'Foo', 'Principal', 'x', 'StringLike'])('is not made for `%s`', (word) => {
    expect(suggest(word, words)).toBeUndefined()
  })

  it('prefers the nearest, then the first', () => {
    expect(suggest('abcdef', ['abcdxy', 'abcdex', 'abcdey'])).toBe('abcdex')
  })

  it('is help for a problem, or nothing', () => {
    expect(didYouMean('Versoin', words)).toEqual({ help: 'did you mean `Version`?' })
    expect(didYouMean('Foo', words)).toEqual({})
  })
})
