import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/connectors/observation.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { DiagnosedProblem } from '../../src/diagnose/diagnosis.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { Fault } from '../../src/faults/fault.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { type BrokenSetUp, brokenBy, ofNetworks, setUpsOf, withoutFix } from '../arbitraries/broken-set-up.ts'
import { anySetUp } from '../arbitraries/set-up.ts'
import { type ShippedName, shippedConnections, shippedNames } from '../shipped.ts'
import { probeOverTheWire } from '../support/wire-case.ts'

/** The laws of the catalogue, deployed to the sandbox and probed through the AWS SDK. */

const circumstances = { now: new Date(), sourceIp: '127.0.0.1' }
/** One for each fault, for each is a deployment or two; `FC_RUNS=…` draws more. */
const runs = Math.ceil((fc.readConfigureGlobal().numRuns ?? 1) / 6)

async function observe(setUp: SetUp): Promise<readonly Observation[]> {
  const result = await probeOverTheWire(setUp)
  if ('refusals' in result) throw new Error(`AWS refuses to deploy it: ${result.refusals.join('\n')}`)
  return result.observations
}

const readable = (setUp: SetUp, observations: readonly Observation[]): readonly DiagnosedProblem[] =>
  diagnose({ ...setUp, observations, circumstances }).problems
const blind = ({ connection }: SetUp, observations: readonly Observation[]): readonly DiagnosedProblem[] =>
  diagnose({ connection, observations, circumstances }).problems
const namesOf = (problems: readonly DiagnosedProblem[]): readonly string[] => [
  ...new Set(problems.map((problem) => (problem.kind === 'fault' ? problem.fault : `${problem.kind}: ${problem.says}`))),
]

async function holds(id: string, { names, broken }: BrokenSetUp): Promise<void> {
  const observations = await observe(broken)
  const problems = readable(broken, observations)
  expect(namesOf(problems)).toEqual([id])
  for (const { says } of problems)
    expect(
      Object.values(names).some((name) => says.includes(name)),
      says,
    ).toBe(true)
  const classes = blind(broken, observations)
  const candidates = classes.flatMap((problem) => (problem.kind === 'lookAlikes' ? problem.candidates.map(({ fault }) => fault) : []))
  expect(candidates).toContain(id)
  expect(classes.filter(({ kind }) => kind !== 'lookAlikes')).toEqual([])
  if (withoutFix.has(id)) return
  const edits = problems.flatMap((problem) => (problem.kind === 'fault' ? problem.fix.edits : []))
  const mended = applyEdits(broken, edits)
  expect(namesOf(readable(mended, await observe(mended)))).toEqual([])
}

/** What holds of each shipped set-up, and of each of these faults in one, or at each of its connectors. `FC_RUNS=…` draws more of each. */
export function testOnTheWire(faults: readonly Fault[], { atEachConnector = false }: { readonly atEachConnector?: boolean } = {}): void {
  describe('deployed and probed', { timeout: 120_000 }, () => {
    it.each(shippedNames)('%s is healthy under any names, with its policies and without', async (name) => {
      await fc.assert(
        fc.asyncProperty(anySetUp(name), async ({ setUp }) => {
          const observations = await observe(setUp)
          expect(readable(setUp, observations)).toEqual([])
          expect(blind(setUp, observations)).toEqual([])
        }),
        { numRuns: runs },
      )
    })

    const drawable = faults.filter(({ id }) => !ofNetworks.has(id))
    const drawn = drawable.flatMap((fault) =>
      (atEachConnector ? connectorsOf(fault) : [setUpsOf(fault)]).map((names) => ({ fault, names })),
    )
    it.each(drawn)('$fault.id is named, is in its class, and its fix heals ($names)', async ({ fault, names }) => {
      await fc.assert(
        fc.asyncProperty(brokenBy(fault, names), (broken) => holds(fault.id, broken)),
        { numRuns: runs },
      )
    })
  })
}

/** The set-ups of each connector that a fault names and can be put into. */
function connectorsOf(fault: Fault): readonly (readonly ShippedName[])[] {
  const names = setUpsOf(fault)
  const isLake = (name: ShippedName): boolean => shippedConnections[name].connector === 's3-data-lake'
  const fits = (name: ShippedName): boolean => fc.sample(anySetUp(name), 3).every(({ setUp }) => fault.inject(setUp) !== undefined)
  return [names.filter(isLake), names.filter((name) => !isLake(name))].filter((kind) => kind.some(fits))
}
