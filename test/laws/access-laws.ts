import * as fc from 'fast-check'
import { expect } from 'vitest'
import { callerOf } from '../../src/analysis/caller-choice.ts'
import { compareAccess } from '../../src/analysis/compare-access.ts'
import { newAccess } from '../../src/analysis/new-access.ts'
import { principalSide } from '../../src/analysis/principal-side.ts'
import { singlePolicy } from '../../src/analysis/single-policy.ts'
import { decideOutcome } from '../../src/engine/authorize.ts'
import type { Request } from '../../src/engine/request.ts'
import type { PolicyType } from '../../src/policy/policy.ts'
import {
  openPolicies,
  openPolicy,
  parsed,
  principals,
  type SmallPolicy,
  smallPolicies,
  smallPolicy,
  smallResourcePolicy,
  smallStatement,
} from '../arbitraries/policy-pair.ts'
import { everyCall, everyCallOf, everyRequest } from '../oracle/every-request.ts'

const verdictOf = (before: object, after: object, type: PolicyType = 'identity') =>
  newAccess(parsed(before, type), parsed(after, type), { type }).verdict

const isSilent = (verdict: string): boolean => verdict === 'none'

function requestsThatAreNew(before: SmallPolicy, after: SmallPolicy, type: PolicyType, requests: Iterable<Request>): readonly Request[] {
  const [one, other] = [singlePolicy(parsed(before, type), type, 'before'), singlePolicy(parsed(after, type), type, 'after')]
  const found: Request[] = []
  for (const request of requests) {
    if (decideOutcome(request, other.policies(request)) !== 'allowed' || decideOutcome(request, one.policies(request)) === 'allowed')
      continue
    found.push(request)
    break
  }
  return found
}

/** Trying every request finds nothing where `none` is the answer, and something only where new access is. */
export const agreesWithBruteForce = (runs: object): void =>
  fc.assert(
    fc.property(smallPolicies, ([before, after]) => {
      const verdict = verdictOf(before, after)
      expect(verdict).not.toBe('undecided')
      if (verdict !== 'new-access')
        expect(requestsThatAreNew(before, after, 'identity', everyRequest(JSON.stringify([before, after])))).toEqual([])
    }),
    runs,
  )

/** With variables an answer may be `undecided`, never a wrong `none`. */
export const agreesWithBruteForceOnVariables = (runs: object): void =>
  fc.assert(
    fc.property(openPolicies, ([before, after]) => {
      const verdict = verdictOf(before, after)
      if (verdict === 'none' || verdict === 'unreachable-only')
        expect(requestsThatAreNew(before, after, 'identity', everyRequest(JSON.stringify([before, after])))).toEqual([])
    }),
    runs,
  )

/** Of some mixtures of callers the engine does not confirm the example: `undecided` too, never a wrong `none`. */
export const agreesWithBruteForceOnPrincipals = (runs: object): void =>
  fc.assert(
    fc.property(smallResourcePolicy, smallResourcePolicy, (before, after) => {
      const verdict = verdictOf(before, after, 'bucket')
      if (verdict === 'none' || verdict === 'unreachable-only') expect(requestsThatAreNew(before, after, 'bucket', everyCall())).toEqual([])
    }),
    runs,
  )

const attachedPolicy = (name: string, document: SmallPolicy, type: PolicyType) => ({ name, policy: parsed(document, type) })

/** Identity policy, boundary, service control policy and the policy of the bucket, of one caller, in its account or another. */
const attachedPolicies = fc.record({
  read: smallPolicy,
  boundary: fc.option(smallPolicy, { nil: undefined }),
  control: fc.option(smallPolicy, { nil: undefined }),
  bucket: fc.option(smallResourcePolicy, { nil: undefined }),
})

function everythingAttached(
  kind: 'user' | 'role',
  crossAccount: boolean,
  set: typeof attachedPolicies extends fc.Arbitrary<infer T> ? T : never,
) {
  const { read, boundary, control, bucket } = set
  const attached = {
    identity: [attachedPolicy('read', read, 'identity')],
    ...(boundary === undefined ? {} : { permissionsBoundary: attachedPolicy('boundary', boundary, 'permissionsBoundary') }),
    ...(control === undefined ? {} : { serviceControl: [[attachedPolicy('control', control, 'serviceControl')]] }),
  }
  const policy = bucket === undefined ? {} : { policy: attachedPolicy('bucket', bucket, 'bucket') }
  return principalSide(attached, { account: '111122223333', kind }, { ...policy, crossAccount, mustAllow: undefined, cutOff: false })
}

/** What one caller may newly do is what trying every request of it finds, with all that has a say; what is found, the engine confirms. */
export const agreesWithBruteForceOnEverythingAttached = (runs: object): void =>
  fc.assert(
    fc.property(fc.constantFrom('user', 'role'), fc.boolean(), attachedPolicies, attachedPolicies, (kind, crossAccount, one, other) => {
      const [before, after] = [everythingAttached(kind, crossAccount, one), everythingAttached(kind, crossAccount, other)]
      const callers = { ...callerOf(principals[kind]), ownership: () => (crossAccount ? ('foreign' as const) : ('own' as const)) }
      const { verdict } = compareAccess({ before, after, callers, showsCaller: true })
      if (verdict === 'new-access') return
      const found = [...everyCallOf(principals[kind], crossAccount)].filter(
        (request) =>
          decideOutcome(request, after.policies(request)) === 'allowed' && decideOutcome(request, before.policies(request)) !== 'allowed',
      )
      if (verdict !== 'undecided') expect(found).toEqual([])
    }),
    runs,
  )

const withStatements = (policy: SmallPolicy, Statement: readonly object[]): object => ({ ...policy, Statement })

export const isReflexive = (runs: object): void =>
  fc.assert(
    fc.property(openPolicy, (policy) => {
      expect(isSilent(verdictOf(policy, structuredClone(policy)))).toBe(true)
    }),
    runs,
  )

export const orderAndDuplicatesChangeNothing = (runs: object): void =>
  fc.assert(
    fc.property(openPolicy, fc.nat(), (policy, turn) => {
      const turned = policy.Statement.map((_, index) => policy.Statement[(index + turn) % policy.Statement.length] ?? {})
      const other = withStatements(policy, [...turned, ...policy.Statement.slice(0, 1)])
      expect([verdictOf(policy, other), verdictOf(other, policy)]).toEqual(['none', 'none'])
    }),
    runs,
  )

/** A statement about several actions or resources is as many statements about one. */
export const splittingChangesNothing = (runs: object): void =>
  fc.assert(
    fc.property(openPolicy, (policy) => {
      const other = withStatements(
        policy,
        policy.Statement.flatMap((statement) => split(statement, 'Action').flatMap((each) => split(each, 'Resource'))),
      )
      expect([verdictOf(policy, other), verdictOf(other, policy)]).toEqual(['none', 'none'])
    }),
    runs,
  )

const split = (statement: Readonly<Record<string, unknown>>, element: string): readonly Readonly<Record<string, unknown>>[] => {
  const list = statement[element]
  return Array.isArray(list) ? list.map((each: unknown) => ({ ...statement, [element]: each })) : [statement]
}

export const anAllowTakesNothingAway = (runs: object): void =>
  fc.assert(
    fc.property(smallPolicy, smallStatement, (policy, statement) => {
      const more = withStatements(policy, [...policy.Statement, { ...statement, Effect: 'Allow' }])
      expect(verdictOf(more, policy)).toBe('none')
    }),
    runs,
  )

export const aDenyBringsNothing = (runs: object): void =>
  fc.assert(
    fc.property(smallPolicy, smallStatement, (policy, statement) => {
      const more = withStatements(policy, [...policy.Statement, { ...statement, Effect: 'Deny' }])
      expect(verdictOf(policy, more)).toBe('none')
    }),
    runs,
  )

export const isTransitive = (runs: object): void =>
  fc.assert(
    fc.property(smallPolicies, ([one, two, three]) => {
      if (verdictOf(one, two) === 'none' && verdictOf(two, three) === 'none') expect(verdictOf(one, three)).toBe('none')
    }),
    runs,
  )
