import { expect, it } from 'vitest'
import { problemsOf, slips, testDamages, testSlips } from '../laws/fixture-slips.ts'

it('every slip in the structure of a fixture is one problem', { timeout: 120_000 }, () => {
  expect(slips.map((text) => problemsOf(text)).filter((problems) => problems.length !== 1)).toEqual([])
})

it('no slip hides a mistake of a policy document', { timeout: 120_000 }, () => testSlips(150))

it('what is no YAML hides none either', { timeout: 120_000 }, () => testDamages(300))
