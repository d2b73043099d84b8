import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenBy, withoutFix } from '../arbitraries/broken-set-up.ts'
import { anySetUp, type DrawnSetUp } from '../arbitraries/set-up.ts'
import { shippedNames } from '../shipped.ts'
import { mend, namesOf, problemsOf, readable, testCombinations } from './fault-combinations.ts'

/** The laws of the catalogue on policies alone: what no probe is needed for. */

/** Few for each fault, for there are many of them; `FC_RUNS=…` draws more. */
const runs = fc.readConfigureGlobal().numRuns ?? 3

const drawn: fc.Arbitrary<DrawnSetUp> = fc.constantFrom(...shippedNames).chain(anySetUp)
describe('on policies of any names, order and spelling', { timeout: 120_000 }, () => {
  it('a healthy set-up is never diagnosed', () => {
    fc.assert(
      fc.property(drawn, ({ setUp }) => {
        expect(problemsOf(setUp)).toEqual([])
      }),
      { numRuns: runs * 8 },
    )
  })

  it.each(readable.map((fault) => [fault.id, fault] as const))('%s is named, nothing else is, and the fix heals', (id, fault) => {
    fc.assert(
      fc.property(brokenBy(fault), ({ names, broken }) => {
        const problems = problemsOf(broken)
        expect(namesOf(problems)).toEqual([id])
        for (const { says } of problems) {
          expect(says).toMatch(/^[A-Z`].{1,158}[.]$/)
          expect(
            Object.values(names).some((name) => says.includes(name)),
            says,
          ).toBe(true)
        }
        if (withoutFix.has(id)) return
        expect(namesOf(problemsOf(mend(broken, problems)))).toEqual([])
      }),
      { numRuns: runs },
    )
  })

  it('of faults at once each is named in the end, and mending one after the other heals', () => {
    testCombinations(runs * 6, { setUps: 1, seed: fc.readConfigureGlobal().seed ?? Date.now() })
  })
})
