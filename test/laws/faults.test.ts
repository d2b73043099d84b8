import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { DiagnosedProblem, KnownFault } from '../../src/diagnose/diagnosis.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { Fault } from '../../src/faults/fault.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { anySetUp, type DrawnSetUp } from '../arbitraries/set-up.ts'
import { shippedNames } from '../shipped.ts'

/** The laws of the catalogue on policies alone: what no probe is needed for. */

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const problemsOf = (setUp: SetUp): readonly DiagnosedProblem[] => diagnose({ ...setUp, observations: [], circumstances }).problems
const namesOf = (problems: readonly DiagnosedProblem[]): readonly string[] => [
  ...new Set(problems.map((problem) => (problem.kind === 'fault' ? problem.fault : problem.kind))),
]
const isFault = (problem: DiagnosedProblem): problem is KnownFault => problem.kind === 'fault'
const mend = (setUp: SetUp, problems: readonly DiagnosedProblem[]): SetUp =>
  problems.filter(isFault).reduce((mended, { fix }) => applyEdits(mended, fix.edits), setUp)

/** No policy shows these: only an answer of AWS does. */
const seenOnly = new Set(['wrong-secret', 'access-key-unknown'])
/** Nobody but the customer can mend it. */
const withoutFix = new Set(['empty-source'])

/** Few for each fault, for there are many of them; `FC_RUNS=…` draws more. */
const runs = fc.readConfigureGlobal().numRuns ?? 6

const drawn: fc.Arbitrary<DrawnSetUp> = fc.constantFrom(...shippedNames).chain(anySetUp)
const readable = catalogue.filter(({ id }) => !seenOnly.has(id))

/** A healthy set-up and the same with the fault. */
const broken = (fault: Fault): fc.Arbitrary<DrawnSetUp & { readonly broken: SetUp }> =>
  fc
    .constantFrom(...shippedNames.filter((name) => name === 's3-data-lake' || fault.connectors.includes('s3-input')))
    .chain(anySetUp)
    .map((drawing) => ({ ...drawing, broken: fault.inject(drawing.setUp) }))
    .filter((drawing): drawing is DrawnSetUp & { readonly broken: SetUp } => drawing.broken !== undefined)

describe('on policies of any names, order and spelling', () => {
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
      fc.property(broken(fault), ({ names, broken: setUp }) => {
        const problems = problemsOf(setUp)
        expect(namesOf(problems)).toEqual([id])
        for (const { says } of problems) {
          expect(says).toMatch(/^[A-Z`].{1,157}[.]$/)
          expect(
            Object.values(names).some((name) => says.includes(name)),
            says,
          ).toBe(true)
        }
        if (withoutFix.has(id)) return
        expect(problemsOf(mend(setUp, problems))).toEqual([])
      }),
      { numRuns: runs },
    )
  })
})
