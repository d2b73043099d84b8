import * as fc from 'fast-check'
import { expect } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { DiagnosedProblem } from '../../src/diagnose/diagnosis.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { Fault } from '../../src/faults/fault.ts'
import { documentsOf } from '../../src/faults/placed-document.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { ofNetworks, seenOnly, withoutFix } from '../arbitraries/broken-set-up.ts'
import { anySetUp } from '../arbitraries/set-up.ts'
import { shippedNames } from '../shipped.ts'
import { fixExcess } from '../support/fix-excess.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
export const problemsOf = (setUp: SetUp): readonly DiagnosedProblem[] => diagnose({ ...setUp, observations: [], circumstances }).problems
export const namesOf = (problems: readonly DiagnosedProblem[]): readonly string[] => [
  ...new Set(problems.map((problem) => (problem.kind === 'fault' ? problem.fault : `${problem.kind}: ${problem.says}`))),
]
export const mend = (setUp: SetUp, problems: readonly DiagnosedProblem[]): SetUp =>
  applyEdits(
    setUp,
    problems.flatMap((problem) => (problem.kind === 'fault' ? problem.fix.edits : [])),
  )

/** Faults that policies alone show, in set-ups of any names. */
export const readable = catalogue.filter(({ id }) => !seenOnly.has(id) && !ofNetworks.has(id))

/** A healthy set-up, and what is known of each fault in it by itself: all combinations begin with one. */
class Healthy {
  readonly setUp: SetUp
  private readonly known = new Map<Fault, SetUp | undefined>()

  constructor(setUp: SetUp) {
    this.setUp = setUp
  }

  /** The set-up with a fault; undefined where it does not apply. */
  with(fault: Fault): SetUp | undefined {
    if (!this.known.has(fault)) this.known.set(fault, fault.inject(this.setUp))
    return this.known.get(fault)
  }
}

/** So many set-ups of each kind; drawing one costs as much as a dozen combinations in it. */
const poolOf = (size: number, seed: number): readonly Healthy[] =>
  shippedNames.flatMap((name) => fc.sample(anySetUp(name), { numRuns: size, seed }).map(({ setUp }) => new Healthy(setUp)))

/**
 * Two or three faults that stand together. Those that do not mind each other's presence are two: put in in any order they come to the same.
 */
function anyCombination(pool: readonly Healthy[]): fc.Arbitrary<{ readonly faults: readonly Fault[]; readonly whole: SetUp }> {
  return fc
    .record({ healthy: fc.constantFrom(...pool), faults: fc.uniqueArray(fc.constantFrom(...readable), { minLength: 2, maxLength: 3 }) })
    .map(({ healthy, faults }) => {
      const whole = areApart(faults) ? putInAnyOrder(healthy, faults) : undefined
      return { faults, whole, [fc.toStringMethod]: () => faults.map(({ id }) => id).join(' and ') }
    })
    .filter((drawn): drawn is typeof drawn & { readonly whole: SetUp } => drawn.whole !== undefined)
}

/** Pairs that come to another fault together, by what the words mean. */
const oneFault: readonly (readonly [string, string])[] = [
  // Whoever may neither list nor read has no permission on the bucket at all: `identity-and-bucket-both-needed`, where the bucket is another account's.
  ['list-action-missing', 'get-object-action-missing'],
  // Large uploads alone fail for want of `kms:Decrypt` only where `kms:GenerateDataKey` is granted: else it is `kms-decrypt-missing`.
  ['kms-generate-datakey-missing', 'kms-decrypt-missing-multipart'],
  // A bucket policy that neither lets list nor read has nothing about whoever only reads: `bucket-policy-missing-principal`.
  ['ignore-public-acls', 'bucket-policy-object-actions-only'],
  // That no tables may be created is a part of what hides the missing one: `lf-hides-missing-entities`.
  ['lf-table-permission-missing', 'lf-hides-missing-entities'],
]

const areApart = (faults: readonly Fault[]): boolean =>
  !oneFault.some((pair) => pair.every((id) => faults.some((fault) => fault.id === id)))

/** Each is put in last once, after the others in any order. */
function putInAnyOrder(healthy: Healthy, faults: readonly Fault[]): SetUp | undefined {
  const [only, ...others] = faults
  if (only === undefined || others.length === 0) return only && healthy.with(only)
  if (faults.some((fault) => healthy.with(fault) === undefined)) return undefined
  let whole: { readonly setUp: SetUp; readonly text: string } | undefined
  for (const last of faults) {
    const before = putInAnyOrder(
      healthy,
      faults.filter((fault) => fault !== last),
    )
    const setUp = before && last.inject(before)
    if (setUp === undefined) return undefined
    const text = textsOf(setUp)
    if (whole !== undefined && whole.text !== text) return undefined
    whole ??= { setUp, text }
  }
  return whole?.setUp
}

/** The documents and where they hang, the settings and files of buckets, keys, the connection, and which accounts an organization binds. */
const textsOf = ({ fixture, connection }: SetUp): string => {
  const members = [...(fixture.organizations?.values() ?? [])].flatMap((organization) => [...organization.members.keys()])
  const buckets = [...fixture.buckets.values()].map((bucket) => {
    const { policy: _, at: __, objects, ...settings } = bucket
    return [settings, [...objects]]
  })
  const keys = [...fixture.keys.values()].map(({ state }) => state)
  const holders = [...fixture.users.values(), ...fixture.groups.values(), ...fixture.roles.values()]
  const attached = holders.map((holder) => [holder.name, holder.attached, 'accessKeys' in holder ? holder.accessKeys : ''])
  const grants = [...(fixture.catalogs?.values() ?? [])].map(({ lakeFormation }) => lakeFormation?.grants)
  const texts = documentsOf(fixture).map(({ place, file }) => [place, file.text])
  return JSON.stringify([texts, buckets, keys, attached, connection, members, grants])
}

/** One fault can be a slip in each statement of a policy that has one for each action. */
const longestMending = 24

interface Mending {
  /** The faults that showed. */
  readonly found: ReadonlySet<string>
  /** What cannot be mended, or was to be spared. */
  readonly left: readonly string[]
  readonly mended: SetUp
}

/** Mends the first problem, looks again, and so on: what was hidden shows then. */
export function mendInTurn(setUp: SetUp, spared?: string): Mending {
  const found = new Set<string>()
  let mended = setUp
  for (let turn = 0; turn < longestMending; turn += 1) {
    const problems = problemsOf(mended)
    for (const name of namesOf(problems)) found.add(name)
    const next = problems.find((problem) => problem.kind === 'fault' && problem.fault !== spared && problem.fix.edits.length > 0)
    if (next === undefined) return { found, left: namesOf(problems).filter((name) => !withoutFix.has(name)), mended }
    mended = mend(mended, [next])
  }
  return { found, left: ['no end of it'], mended }
}

/** Of faults that are there at once each is named in the end, nothing else is, and mending one after the other heals. */
export function testCombinations(runs: number, { setUps, seed }: { readonly setUps: number; readonly seed: number }): void {
  fc.assert(
    fc.property(anyCombination(poolOf(setUps, seed)), ({ faults, whole }) => {
      const { found, left } = mendInTurn(whole)
      expect([...found].toSorted()).toEqual(faults.map(({ id }) => id).toSorted())
      expect(left).toEqual([])
    }),
    { numRuns: runs, seed },
  )
}

/** The fix of each fault of a combination allows nothing beyond the need: judged once the others are mended, for those change what the need is. */
export function testFixesOfCombinations(runs: number, { setUps, seed }: { readonly setUps: number; readonly seed: number }): void {
  fc.assert(
    fc.property(anyCombination(poolOf(setUps, seed)), ({ faults, whole }) => {
      const excess = faults.flatMap(({ id }) => fixExcess(mendInTurn(whole, id).mended).map((one) => ({ fix: id, ...one })))
      expect(excess).toEqual([])
    }),
    { numRuns: runs, seed },
  )
}
