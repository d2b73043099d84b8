import * as fc from 'fast-check'
import type { AttachedPolicy, PolicySet } from '../../src/engine/policy-set.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { PolicyType } from '../../src/policy/policy.ts'
import { contextValues, multivalues, principals, targets } from './request.ts'

/** A statement or a document as it is written. */
export type Json = Readonly<Record<string, unknown>>

const oneOrMany = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof({ weight: 3, arbitrary: value }, fc.array(value, { minLength: 1, maxLength: 3 }))

const action = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('*', 's3:*', 's3:Get*', 'S3:getobject', 's3:?etObject', 'sts:*', 'kms:*', 's3:*Object') },
  { weight: 4, arbitrary: fc.constantFrom(...targets.map(([name]) => name)) },
  { weight: 1, arbitrary: fc.constantFrom('ec2:*', 's3:GetObject ', 's3', '**', '*:*', 's3:GetObject,s3:PutObject') },
)

const resource = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('*', 'arn:aws:s3:::*', 'arn:aws:s3:::acme/*', 'arn:aws:s3:::acme') },
  { weight: 3, arbitrary: fc.constantFrom(...targets.map(([, name]) => name)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'arn:aws:s3:::acme/home/${aws:username}/*',
      "arn:aws:s3:::acme/${aws:PrincipalTag/team, 'daily'}/*",
      'arn:aws:s3:::acme/${*}',
      'arn:aws:s3:::acme/${aws:TagKeys}',
      'arn:aws:sqs:*:*:${aws:username}-queue',
      'arn:aws:s3:::acme/home/${*}/x',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'arn:*:s3:::acme/d?ily/*.csv',
      'arn:aws:kms:*:111122223333:*',
      'arn:aws:iam::*:role/*',
      'arn:aws:iam::111122223333:u*',
      'arn:aws:s*:::acme/*',
      'arn:aws:sqs:us-east-1:*:other:*',
      'arn:aws:sns:*',
      'arn:aws:sqs',
      'nonsense',
    ),
  },
)

const principalNames: readonly string[] = [
  '*',
  '111122223333',
  '444455556666',
  'arn:aws:iam::111122223333:root',
  'arn:aws:iam::111122223333:role/*',
  'arn:aws:iam::111122223333:user/alice',
  'AIDADELETED',
  ...principals.flatMap((principal) => {
    switch (principal.type) {
      case 'user':
        return [principal.arn, principal.id ?? principal.arn]
      case 'assumedRole':
        return [principal.arn, principal.roleArn, principal.roleId ?? principal.arn]
      case 'federatedUser':
        return [principal.arn]
      default:
        return []
    }
  }),
]

const principal: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('*') },
  { weight: 6, arbitrary: fc.record({ AWS: oneOrMany(fc.constantFrom(...principalNames)) }) },
  { weight: 1, arbitrary: fc.record({ Service: fc.constantFrom('cloudtrail.amazonaws.com', 'ec2.amazonaws.com') }) },
  { weight: 1, arbitrary: fc.record({ Federated: fc.constantFrom('accounts.google.com', 'graph.facebook.com') }) },
)

const strings = ['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map((name) => `String${name}`)
const orders = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals']

/** Operators that go with a key, and values that meet its values. */
const conditionsOf: Readonly<Record<string, { readonly operators: readonly string[]; readonly values: readonly string[] }>> = {
  'aws:username': { operators: strings, values: ['Alice', 'A*', '${aws:username}', '${*}', 'Al?ce'] },
  'aws:PrincipalTag/team': { operators: strings, values: ['data', 'd*', '${aws:PrincipalTag/team}', "${aws:RequestTag/x, 'data'}", ''] },
  'aws:SourceIp': {
    operators: ['IpAddress', 'NotIpAddress', 'StringLike'],
    values: ['203.0.113.0/24', '0.0.0.0/0', '::/0', '10.1.2.3', '2001:db8::/32', '192.0.0.0/7'],
  },
  'aws:CurrentTime': { operators: orders.map((name) => `Date${name}`), values: ['2026-11-25T12:00:00Z', '1900000000', '2026-01-01'] },
  's3:max-keys': { operators: orders.map((name) => `Numeric${name}`), values: ['5', '10', '10.50', '-2', 'ten'] },
  'aws:SecureTransport': { operators: ['Bool', 'StringEquals'], values: ['true', 'false', 'TRUE', 'yes'] },
  'aws:SourceArn': {
    operators: ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals', 'StringLike'],
    values: ['arn:aws:sns:*:*:t', 'arn:aws:s?:::acme', '*', 'arn:aws:sns:us-east-1:444455556666:${aws:username}', 'arn:aws:sns:*'],
  },
  'aws:PrincipalOrgID': { operators: strings, values: ['o-1', 'o-*'] },
  's3:prefix': { operators: strings, values: ['', 'daily/*', 'home/${aws:username}/'] },
  'k:bytes': { operators: ['BinaryEquals'], values: ['QUJD', '%%'] },
  'aws:TagKeys': { operators: strings, values: ['team', 'stage', '*'] },
}

const anyCondition: fc.Arbitrary<Json> = fc.constantFrom(...Object.keys({ ...contextValues, ...multivalues })).chain((key) => {
  const { operators = [], values = [] } = conditionsOf[key] ?? {}
  const spelled = fc.constantFrom(key, key, key.toUpperCase())
  const operator = fc
    .tuple(
      fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:'),
      fc.constantFrom(...operators),
      fc.constantFrom('', '', '', 'IfExists'),
    )
    .map((parts) => parts.join(''))
  return fc
    .oneof(
      { weight: 6, arbitrary: fc.tuple(operator, spelled, oneOrMany(fc.constantFrom(...values))) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('Null'), spelled, fc.constantFrom('true', 'false')) },
    )
    .map(([name, spelling, value]) => ({ [name]: { [spelling]: value } }))
})

/** Which elements a statement of a policy type has. */
const grammarOf = (type: PolicyType): { readonly named: boolean; readonly resource: boolean } => ({
  named: ['bucket', 'key', 'resource', 'trust', 'vpcEndpoint', 'resourceControl'].includes(type),
  resource: type !== 'trust',
})

export function anyStatement(type: PolicyType): fc.Arbitrary<Json> {
  const { named, resource: hasResource } = grammarOf(type)
  const effect =
    type === 'resourceControl' ? fc.constant('Deny') : fc.oneof({ weight: 3, arbitrary: fc.constant('Allow') }, fc.constant('Deny'))
  const notPrincipal = type !== 'trust' && type !== 'resourceControl'
  const usually = (name: string, other: string): fc.Arbitrary<string> => fc.constantFrom(name, name, name, name, name, other)
  return fc
    .record({
      effect,
      what: fc.tuple(usually('Action', 'NotAction'), oneOrMany(action)),
      on: fc.tuple(usually('Resource', 'NotResource'), oneOrMany(resource)),
      who: fc.tuple(notPrincipal ? usually('Principal', 'NotPrincipal') : fc.constant('Principal'), principal),
      conditions: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(anyCondition, { minLength: 1, maxLength: 2 })),
    })
    .map(({ effect: Effect, what, on, who, conditions }) => ({
      Effect,
      ...(named ? { [who[0]]: who[1] } : {}),
      [what[0]]: what[1],
      ...(hasResource ? { [on[0]]: on[1] } : {}),
      ...(conditions.length === 0 ? {} : { Condition: Object.assign({}, ...conditions) as Json }),
    }))
}

export const anyDocument = (type: PolicyType): fc.Arbitrary<Json> =>
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(anyStatement(type), { minLength: 1, maxLength: 4 }),
  })

/** Reads a document that its generator made. */
export function attach(document: Json, type: PolicyType): AttachedPolicy {
  const parsed = parsePolicyText(JSON.stringify(document), 'policy.json', type)
  if (!parsed.ok) throw new Error(`${JSON.stringify(document)}: ${parsed.error.map(({ message }) => message).join('; ')}`)
  return { name: 'policy', policy: parsed.value }
}

const anyPolicy = (type: PolicyType): fc.Arbitrary<AttachedPolicy> => anyDocument(type).map((document) => attach(document, type))

const allowAll = attach({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }, 'identity')
const allowEveryone = attach(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } },
  'resource',
)

/** Ceilings allow everything as often as not, so that decisions reach the grants. */
const ceiling = (type: PolicyType): fc.Arbitrary<AttachedPolicy> => fc.oneof(fc.constant(allowAll), anyPolicy(type))

/** There with the chance of `weight` to one. */
const sometimes = <T>(weight: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: Math.round(weight * 100), arbitrary: value }, { weight: 100, arbitrary: fc.constant(undefined) })

const levels = (policy: fc.Arbitrary<AttachedPolicy>): fc.Arbitrary<readonly (readonly AttachedPolicy[])[]> =>
  fc.array(fc.array(policy, { maxLength: 2 }), { minLength: 1, maxLength: 3 })

export const anyPolicySet: fc.Arbitrary<PolicySet> = fc
  .record({
    identity: fc.array(fc.oneof({ weight: 1, arbitrary: fc.constant(allowAll) }, { weight: 3, arbitrary: anyPolicy('identity') }), {
      maxLength: 3,
    }),
    resource: sometimes(3, fc.oneof({ weight: 4, arbitrary: anyPolicy('resource') }, { weight: 1, arbitrary: anyPolicy('trust') })),
    permissionsBoundary: sometimes(
      0.5,
      fc.oneof({ weight: 8, arbitrary: ceiling('permissionsBoundary') }, { weight: 1, arbitrary: fc.constant('deleted' as const) }),
    ),
    session: sometimes(0.5, fc.array(ceiling('session'), { maxLength: 2 })),
    serviceControl: sometimes(0.25, levels(ceiling('serviceControl'))),
    resourceControl: sometimes(0.2, levels(anyPolicy('resourceControl'))),
    vpcEndpoint: sometimes(0.25, fc.oneof(fc.constant(allowEveryone), anyPolicy('vpcEndpoint'))),
    restrictPublicBuckets: sometimes(0.3, fc.boolean()),
    aclGrants: sometimes(0.2, fc.boolean()),
    keyGrant: sometimes(0.2, fc.constantFrom('direct', 'limited')),
  })
  .map((set) => Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as unknown as PolicySet)
