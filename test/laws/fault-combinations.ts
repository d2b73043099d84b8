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

/**
 * Faults and set-ups that are proven alone and in pairs of their own tests, and not drawn yet: with some others one hides the other, or both come to a
 * third. `docs/catalogue.md` says so too.
 */
const alone: ReadonlySet<string> = new Set([
  'access-point-policy-missing',
  'access-point-vpc-only',
  'access-point-not-in-policy',
  'list-prefix-absent-vs-empty',
  'ignore-public-acls',
  'lifecycle-expires-staging',
  'data-lake-objects-owned-by-vendor',
  'sts-region-disabled',
])
const setUpsAlone: ReadonlySet<string> = new Set(['s3-input-access-point', 's3-data-lake-bucket-policy'])
const combined = readable.filter(({ id }) => !alone.has(id))
const combinedSetUps = shippedNames.filter((name) => !setUpsAlone.has(name))

/** So many set-ups of each kind; drawing one costs as much as a dozen combinations in it. */
const poolOf = (size: number, seed: number): readonly Healthy[] =>
  combinedSetUps.flatMap((name) => fc.sample(anySetUp(name), { numRuns: size, seed }).map(({ setUp }) => new Healthy(setUp)))

/**
 * Two or three faults of different layers. Those that do not mind each other's presence are two: put in in any order they come to the same.
 */
function anyCombination(pool: readonly Healthy[]): fc.Arbitrary<{ readonly faults: readonly Fault[]; readonly whole: SetUp }> {
  return fc
    .record({ healthy: fc.constantFrom(...pool), faults: fc.uniqueArray(fc.constantFrom(...combined), { minLength: 2, maxLength: 3 }) })
    .map(({ healthy, faults }) => {
      const whole = areApart(faults) ? putInAnyOrder(healthy, faults) : undefined
      return { faults, whole, [fc.toStringMethod]: () => faults.map(({ id }) => id).join(' and ') }
    })
    .filter((drawn): drawn is typeof drawn & { readonly whole: SetUp } => drawn.whole !== undefined)
}

/** Within one layer two may be one and the same slip, or one may hide the other for good: `faults-of-one-layer.test.ts` has those that are told apart. */
const areApart = (faults: readonly Fault[]): boolean => new Set(faults.map(({ layer }) => layer)).size === faults.length

function putIn(healthy: Healthy, [first, ...rest]: readonly Fault[]): SetUp | undefined {
  if (first === undefined || rest.some((fault) => healthy.with(fault) === undefined)) return undefined
  return rest.reduce<SetUp | undefined>((setUp, fault) => setUp && fault.inject(setUp), healthy.with(first))
}

function putInAnyOrder(healthy: Healthy, faults: readonly Fault[]): SetUp | undefined {
  const whole = putIn(healthy, faults)
  const text = whole && textsOf(whole)
  for (const order of ordersOf(faults)) {
    const other = putIn(healthy, order)
    if (other === undefined || textsOf(other) !== text) return undefined
  }
  return whole
}

const ordersOf = (faults: readonly Fault[]): readonly (readonly Fault[])[] =>
  faults.length < 2
    ? [faults]
    : faults.flatMap((first) => ordersOf(faults.filter((fault) => fault !== first)).map((rest) => [first, ...rest]))

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

/** Mends the first problem, looks again, and so on: what was hidden shows then. */
export function mendInTurn(setUp: SetUp): { readonly found: ReadonlySet<string>; readonly left: readonly string[] } {
  const found = new Set<string>()
  let mended = setUp
  for (let turn = 0; turn < longestMending; turn += 1) {
    const problems = problemsOf(mended)
    for (const name of namesOf(problems)) found.add(name)
    const next = problems.find((problem) => problem.kind === 'fault' && problem.fix.edits.length > 0)
    if (next === undefined) return { found, left: namesOf(problems).filter((name) => !withoutFix.has(name)) }
    mended = mend(mended, [next])
  }
  return { found, left: ['no end of it'] }
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
