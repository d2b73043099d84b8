import { describe, expect, it } from 'vitest'
import { fixture, problemsOf, testDamages, testSlips } from './fixture-slips.ts'

describe('a slip in the structure of a fixture', () => {
  it('is the only thing that is wrong with the fixture of these tests', () => {
    expect(problemsOf(fixture)).toEqual([])
  })

  it('is one problem, and hides no mistake of a policy document', () => testSlips(15))

  it('hides none where the fixture is no YAML at all', () => testDamages(15))
})
