import * as fc from 'fast-check'
import { DFA, NFA } from 'refa'
import { describe, expect, it } from 'vitest'
import { automatonOf } from '../../src/analysis/automaton.ts'
import { contains, findWord } from '../../src/analysis/find-word.ts'
import { patternTokens } from '../../src/analysis/token.ts'
import { compilePattern, matchesPattern } from '../../src/policy/pattern.ts'

const glob = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 6 }).map((letters) => letters.join(''))
const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }).map((letters) => letters.join(''))

const ours = (pattern: string) => automatonOf([patternTokens(compilePattern(pattern))])
const plenty = () => ({ left: 100_000 })

/** The letters a, b, and one that stands for all others. */
const maxCharacter = { maxCharacter: 2 }

/** The same language in refa's own terms. */
function theirs(pattern: string): NFA {
  const nfa = NFA.empty(maxCharacter)
  const any = NFA.all(maxCharacter)
  const one = NFA.fromWords([[0], [1], [2]], maxCharacter)
  nfa.union(NFA.fromWords([[]], maxCharacter))
  for (const letter of pattern)
    nfa.append(letter === '*' ? any : letter === '?' ? one : NFA.fromWords([[letter.charCodeAt(0) - 97]], maxCharacter))
  return nfa
}

describe('an automaton of patterns', () => {
  it('accepts what the engine matches', () => {
    fc.assert(
      fc.property(glob, text, (pattern, word) => {
        expect(contains(ours(pattern), word)).toBe(matchesPattern(compilePattern(pattern), word))
      }),
    )
  })

  it('agrees with refa on whether two patterns and the complement of a third have a word in common', () => {
    fc.assert(
      fc.property(glob, glob, glob, (one, other, without) => {
        const complement = DFA.fromFA(theirs(without))
        complement.complement()
        const both = NFA.fromIntersection(theirs(one), theirs(other))
        const common = NFA.fromIntersection(both, complement)
        const word = findWord([ours(one), ours(other)], [ours(without)], plenty())
        expect(word === undefined).toBe(common.isEmpty)
        if (word === undefined) return
        const [shortest] = common.words()
        expect(word.length).toBe(shortest?.length)
      }),
    )
  })
})
