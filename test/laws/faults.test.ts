import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { DiagnosedProblem } from '../../src/diagnose/diagnosis.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { Fault } from '../../src/faults/fault.ts'
import { documentsOf } from '../../src/faults/placed-document.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { brokenBy, ofNetworks, seenOnly, withoutFix } from '../arbitraries/broken-set-up.ts'
import { anySetUp, type DrawnSetUp } from '../arbitraries/set-up.ts'
import { loadShipped, type ShippedName, shippedNames } from '../shipped.ts'

/** The laws of the catalogue on policies alone: what no probe is needed for. */

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const problemsOf = (setUp: SetUp): readonly DiagnosedProblem[] => diagnose({ ...setUp, observations: [], circumstances }).problems
const namesOf = (problems: readonly DiagnosedProblem[]): readonly string[] => [
  ...new Set(problems.map((problem) => (problem.kind === 'fault' ? problem.fault : `${problem.kind}: ${problem.says}`))),
]
const mend = (setUp: SetUp, problems: readonly DiagnosedProblem[]): SetUp =>
  applyEdits(
    setUp,
    problems.flatMap((problem) => (problem.kind === 'fault' ? problem.fix.edits : [])),
  )

/** Few for each fault, for there are many of them; `FC_RUNS=…` draws more. */
const runs = fc.readConfigureGlobal().numRuns ?? 3

const shipped = new Map(await Promise.all(shippedNames.map(async (name) => [name, await loadShipped(name)] as const)))
const appliesTo = (fault: Fault, name: ShippedName): boolean => {
  const setUp = shipped.get(name)
  return setUp !== undefined && fault.inject(setUp) !== undefined
}

const drawn: fc.Arbitrary<DrawnSetUp> = fc.constantFrom(...shippedNames).chain(anySetUp)
const readable = catalogue.filter(({ id }) => !seenOnly.has(id) && !ofNetworks.has(id))

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

  it('of two faults at once both are named in the end, and mending one after the other heals', () => {
    fc.assert(
      fc.property(anyPair, ({ one, other, setUp }) => {
        const [both, inOtherOrder] = [injectBoth(setUp, one, other), injectBoth(setUp, other, one)]
        fc.pre(both !== undefined && inOtherOrder !== undefined && textsOf(both) === textsOf(inOtherOrder))
        const { found, mended } = mendInTurn(both ?? setUp)
        expect([...found].toSorted()).toEqual([one.id, other.id].toSorted())
        expect(namesOf(problemsOf(mended)).filter((name) => !withoutFix.has(name))).toEqual([])
      }),
      { numRuns: runs * 6 },
    )
  })
})

/** Two faults of different layers: within one layer they may be one and the same slip, or one may hide the other for good. */
const anyPair = fc.constantFrom(...shippedNames).chain((name) => {
  const applicable = readable.filter((fault) => appliesTo(fault, name))
  return fc
    .record({ one: fc.constantFrom(...applicable), other: fc.constantFrom(...applicable), drawing: anySetUp(name) })
    .map(({ one, other, drawing }) => ({
      one,
      other,
      setUp: drawing.setUp,
      [fc.toStringMethod]: () => `${one.id} and ${other.id} in ${name}`,
    }))
    .filter(({ one, other }) => one.layer !== other.layer)
})

const injectBoth = (setUp: SetUp, one: Fault, other: Fault): SetUp | undefined => {
  const first = one.inject(setUp)
  return first === undefined ? undefined : other.inject(first)
}

/** Which accounts an organization binds. */
const membersOf = ({ organizations }: SetUp['fixture']): readonly string[] =>
  [...(organizations?.values() ?? [])].flatMap(({ members }) => [...members.keys()])

/** A fault that is put in where another one already is may go elsewhere, or not as far; those that do not mind each other's presence are two. */
const textsOf = ({ fixture, connection }: SetUp): string =>
  JSON.stringify([documentsOf(fixture).map(({ file }) => file.text), connection, membersOf(fixture)])

/** Mends the first problem, looks again, and so on: what was hidden shows then. */
function mendInTurn(setUp: SetUp): { readonly found: ReadonlySet<string>; readonly mended: SetUp } {
  const found = new Set<string>()
  let mended = setUp
  for (let turn = 0; turn < 6; turn += 1) {
    const problems = problemsOf(mended)
    for (const name of namesOf(problems)) found.add(name)
    const next = problems.find((problem) => problem.kind === 'fault' && problem.fix.edits.length > 0)
    if (next === undefined) break
    mended = mend(mended, [next])
  }
  return { found, mended }
}
