import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decideOutcome } from '../../src/engine/authorize.ts'
import type { PolicySet } from '../../src/engine/policy-set.ts'
import { anyDocument, anyPolicySet, attach } from '../arbitraries/policy-set.ts'
import { anyRequest } from '../arbitraries/request.ts'
import { oracle } from '../oracle/oracle.ts'

const { seed = Date.now(), numRuns } = fc.readConfigureGlobal()
const runs = numRuns ?? 2_000_000
/** A slow machine draws fewer, so that a run ends in time. `FC_RUNS=…` has no such limit. */
const budgetMs = numRuns === undefined ? 90_000 : Number.POSITIVE_INFINITY

/** Numbers below `limit`, the same for the same seed. */
function* randomNumbers(from: number): Generator<number, never, number> {
  let state = from >>> 0
  let limit = 1
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    limit = yield Math.floor((state / 2 ** 32) * limit)
  }
}

/** Without the places of the text. */
const describe = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => (/^at$|At$/.test(key) ? undefined : part instanceof Map ? [...part] : part))

it(`the engine agrees with the oracle on up to ${runs} requests (FC_SEED=${seed})`, () => {
  const begun = performance.now()
  const numbers = randomNumbers(seed)
  numbers.next(1)
  const below = (limit: number): number => numbers.next(limit).value
  const pick = <T>(from: readonly T[]): T => {
    const one = from[below(from.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  const sample = <T>(arbitrary: fc.Arbitrary<T>, size: number): readonly T[] => fc.sample(arbitrary, { seed, numRuns: size })
  const requests = sample(anyRequest, 4000)
  const shapes = sample(anyPolicySet, 2000)
  const pools = {
    identity: sample(anyDocument('identity'), 5000).map((document) => attach(document, 'identity')),
    resource: sample(anyDocument('resource'), 5000).map((document) => attach(document, 'resource')),
  }
  let run = 0
  for (; run < runs && (run % 1000 !== 0 || performance.now() - begun < budgetMs); run += 1) {
    const shape = pick(shapes)
    const request = pick(requests)
    const policies: PolicySet = {
      ...shape,
      identity: shape.identity.map((attached) => (below(3) === 0 ? attached : pick(pools.identity))),
      ...(shape.resource === undefined ? {} : { resource: below(3) === 0 ? shape.resource : pick(pools.resource) }),
    }
    const expected = oracle(request, policies)
    const actual = decideOutcome(request, policies)
    if (actual !== expected) expect(actual, describe({ request, policies })).toBe(expected)
  }
  process.stdout.write(`${run} requests\n`)
})
