import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorize } from '../../src/engine/authorize.ts'
import { denialMessage } from '../../src/engine/denial-message.ts'
import type { PolicySet } from '../../src/engine/policy-set.ts'
import type { Principal, Request } from '../../src/engine/request.ts'
import { conditionOperators } from '../../src/policy/condition-operator.ts'
import type { Condition, Policy, Statement, Text } from '../../src/policy/policy.ts'
import { attach } from '../arbitraries/policy-set.ts'
import { principals } from '../arbitraries/request.ts'

const user: Principal = principals.find(({ type }) => type === 'user') ?? { type: 'anonymous' }

const place = { line: 1, column: 1, offset: 0 }
const at = { file: 'law', start: place, end: place }

/** Text of the parts that policies are made of, in any order, with what no policy should have. */
const strange = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(
      fc.constantFrom(
        'arn:',
        'aws',
        ':',
        's3',
        '*',
        '?',
        '${',
        '}',
        'aws:username',
        ", 'x'",
        '/',
        '\n',
        '\ud800',
        '__proto__',
        '0',
        '-1',
        '::',
        '/0',
      ),
      { maxLength: 9 },
    )
    .map((parts) => parts.join('')),
)
const text: fc.Arbitrary<Text> = strange.map((value) => ({ text: value, at }))
const texts = fc.array(text, { maxLength: 3 })

const condition: fc.Arbitrary<Condition> = fc
  .record({
    name: fc.constantFrom(...(Object.keys(conditionOperators) as (keyof typeof conditionOperators)[])),
    quantifier: fc.constantFrom(undefined, 'ForAllValues' as const, 'ForAnyValue' as const),
    ifExists: fc.boolean(),
    key: fc.oneof(strange, fc.constantFrom('k', '__proto__', 'constructor')),
    values: texts,
  })
  .map(({ name, quantifier, ifExists, key, values }) => ({
    at,
    operatorAt: at,
    operator: { text: name, name, ifExists, ...(quantifier === undefined ? {} : { quantifier }) },
    key,
    keyAt: at,
    values,
  }))

const statement: fc.Arbitrary<Statement> = fc.record({
  at: fc.constant(at),
  index: fc.nat(5),
  effect: fc.constantFrom('Allow' as const, 'Deny' as const),
  principal: fc.record({
    element: fc.constantFrom('Principal' as const, 'NotPrincipal' as const),
    at: fc.constant(at),
    patterns: fc.array(
      fc
        .tuple(text, fc.constantFrom('*' as const, 'AWS' as const, 'Service' as const, 'Federated' as const, 'CanonicalUser' as const))
        .map(([pattern, type]) => ({ ...pattern, type })),
      { maxLength: 3 },
    ),
  }),
  action: fc.record({ element: fc.constantFrom('Action' as const, 'NotAction' as const), at: fc.constant(at), patterns: texts }),
  resource: fc.record({ element: fc.constantFrom('Resource' as const, 'NotResource' as const), at: fc.constant(at), patterns: texts }),
  conditions: fc.array(condition, { maxLength: 3 }),
})

const policy: fc.Arbitrary<Policy> = fc.record({
  at: fc.constant(at),
  version: fc.constantFrom('2012-10-17' as const, '2008-10-17' as const),
  statements: fc.array(statement, { maxLength: 4 }),
})

const request: fc.Arbitrary<Request> = fc.record({
  principal: fc.oneof(
    fc.constantFrom<Principal>(...principals),
    strange.map((service) => ({ type: 'service' as const, service })),
  ),
  action: strange,
  resource: strange,
  context: fc
    .array(fc.tuple(fc.oneof(strange, fc.constantFrom('k', '__proto__', 'constructor')), fc.array(strange, { maxLength: 3 })))
    .map((entries) => new Map(entries)),
})

describe('the engine is total', () => {
  it('no policy and no request make it throw or answer something else', () => {
    fc.assert(
      fc.property(request, fc.array(policy, { minLength: 1, maxLength: 3 }), (one, policies) => {
        const attached = policies.map((document) => ({ name: 'p', policy: document }))
        const set: PolicySet = {
          identity: attached,
          ...(attached[0] === undefined ? {} : { resource: attached[0], vpcEndpoint: attached[0], restrictPublicBuckets: true }),
          serviceControl: [attached],
          resourceControl: [attached],
        }
        const decision = authorize(one, set)
        expect(['allowed', 'explicitDeny', 'implicitDeny']).toContain(decision.outcome)
        expect(denialMessage(decision, one, { service: 's3', detail: true })).not.toBe('')
      }),
      { numRuns: 1000 },
    )
  })

  it('no pattern makes it stall', () => {
    const stars = `arn:aws:s3:::${'a*'.repeat(400)}b`
    const key = `arn:aws:s3:::${'a'.repeat(100_000)}`
    const conditions = { StringLike: { 's3:prefix': `${'*a'.repeat(400)}b` }, ArnLike: { 'aws:SourceArn': stars } }
    const identity = [
      attach({ Statement: { Effect: 'Allow', Action: `s3:${'G*'.repeat(400)}x`, Resource: stars, Condition: conditions } }, 'identity'),
    ]
    const context = new Map([
      ['s3:prefix', ['a'.repeat(100_000)]],
      ['aws:sourcearn', [key]],
    ])
    const start = performance.now()
    expect(authorize({ principal: user, action: `s3:${'G'.repeat(1000)}`, resource: key, context }, { identity }).outcome).toBe(
      'implicitDeny',
    )
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('numbers and dates of any length are read in bounded time', () => {
    const long = '9'.repeat(100_000)
    const condition_ = { NumericLessThan: { k: long }, DateLessThan: { k: long }, IpAddress: { k: long }, BinaryEquals: { k: long } }
    const identity = [attach({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: condition_ } }, 'identity')]
    const start = performance.now()
    const decision = authorize({ principal: user, action: 's3:GetObject', resource: '*', context: new Map([['k', [long]]]) }, { identity })
    expect(decision.outcome).toBe('implicitDeny')
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
