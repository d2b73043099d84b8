import * as fc from 'fast-check'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { Policy, PolicyType } from '../../src/policy/policy.ts'

/** A policy of few letters, so that its statements meet each other, and every request that it can tell apart can be listed. */
export interface SmallPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Readonly<Record<string, unknown>>[]
}

const someOf = <T>(values: readonly T[]): fc.Arbitrary<readonly T[]> => fc.subarray([...values], { minLength: 1, maxLength: 2 })

const named = fc.oneof(
  someOf(['s3:GetObject', 's3:PutObject']).map((Action) => ({ Action })),
  fc.constantFrom('s3:?etObject', 'S3:getobject', 's3:*tObject').map((Action) => ({ Action })),
)
/** `NotAction` is about every action of AWS, which takes its time: an Allow of that kind has tests of its own. */
const allBut = fc.oneof(
  fc.constantFrom('s3:GetObject', 's3:P*').map((NotAction) => ({ NotAction })),
  fc.constantFrom('s3:*', '*').map((Action) => ({ Action })),
)
const action = fc.oneof({ arbitrary: named, weight: 3 }, { arbitrary: allBut, weight: 1 })

const arns = ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a*', 'arn:aws:s3:::b/*b', 'arn:aws:s3:::b/?', 'arn:aws:s3:::b/a', 'arn:aws:s3:::?/a', '*']
const openArns = ['arn:aws:s3:::b/${aws:username}', 'arn:aws:s3:::b/${aws:username}*', 'arn:aws:s3:::b/${aws:PrincipalTag/t}']

const resource = (texts: readonly string[]): fc.Arbitrary<object> =>
  fc.oneof(
    { arbitrary: someOf(texts).map((Resource) => ({ Resource })), weight: 4 },
    { arbitrary: someOf(texts.filter((text) => text !== '*')).map((NotResource) => ({ NotResource })), weight: 1 },
  )

const block = (operators: readonly string[], key: string, values: readonly string[]): fc.Arbitrary<object> =>
  fc.tuple(fc.constantFrom(...operators), someOf(values)).map(([operator, list]) => ({ [operator]: { [key]: list } }))

const text = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase']
const ifExists = text.map((name) => `${name}IfExists`)
const quantified = text.flatMap((name) => [`ForAllValues:${name}`, `ForAnyValue:${name}`])

const families: readonly fc.Arbitrary<object>[] = [
  block([...text, ...ifExists, 'ForAnyValue:StringNotEquals', 'ForAllValues:StringEquals'], 'aws:PrincipalTag/t', [
    'a',
    'b',
    'a*',
    'A',
    '*',
  ]),
  block([...quantified, 'StringEquals', 'StringNotEquals'], 'aws:TagKeys', ['a', 'b', '?', 'ab']),
  block(['Null'], 'aws:TagKeys', ['true', 'false']),
  block(['Null'], 'aws:PrincipalTag/t', ['true', 'false']),
  block(['NumericLessThan', 'NumericGreaterThanEquals', 'NumericNotEquals', 'NumericEqualsIfExists'], 's3:max-keys', ['1', '2', '3']),
  block(['IpAddress', 'NotIpAddress'], 'aws:SourceIp', ['10.0.0.0/8', '10.128.0.0/9', '0.0.0.0/1', '::/0']),
  block(['DateLessThan', 'DateGreaterThanEquals'], 'aws:CurrentTime', ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z']),
  block(['Bool', 'BoolIfExists'], 'aws:SecureTransport', ['true', 'false']),
]

const openFamilies: readonly fc.Arbitrary<object>[] = [
  ...families.slice(0, 4),
  block(['StringEquals', 'StringNotEquals', 'StringLike'], 'aws:PrincipalTag/t', ['${aws:username}', '${aws:username}*', 'a']),
  block(['StringEquals', 'StringLike'], 'aws:username', ['a', 'b', 'a*']),
]

/** Two blocks on one operator are one. */
const joined = (blocks: readonly object[]): object => {
  const all: Record<string, object> = {}
  for (const each of blocks) for (const [operator, keys] of Object.entries(each)) all[operator] = { ...all[operator], ...keys }
  return Object.keys(all).length === 0 ? {} : { Condition: all }
}

const statementOf = (texts: readonly string[], conditions: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc
    .tuple(
      fc.oneof(
        { arbitrary: fc.tuple(fc.constant('Allow'), named), weight: 3 },
        { arbitrary: fc.tuple(fc.constant('Deny'), action), weight: 1 },
      ),
      resource(texts),
      fc.array(fc.oneof(...conditions), { maxLength: 2 }),
    )
    .map(([[Effect, what], on, when]) => ({ Effect, ...what, ...on, ...joined(when) }))

const policyOf = (statement: fc.Arbitrary<object>): fc.Arbitrary<SmallPolicy> =>
  fc
    .array(statement, { minLength: 1, maxLength: 4 })
    .map((Statement) => ({ Version: '2012-10-17', Statement: Statement as SmallPolicy['Statement'] }))

/** Policies that speak of one or two context keys, the same ones. */
const together = (
  texts: readonly string[],
  all: readonly fc.Arbitrary<object>[],
): fc.Arbitrary<readonly [SmallPolicy, SmallPolicy, SmallPolicy]> =>
  fc.subarray([...all], { minLength: 1, maxLength: 2 }).chain((conditions) => {
    const policy = policyOf(statementOf(texts, conditions))
    return fc.tuple(policy, policy, policy)
  })

/** Without policy variables: everything about them can be decided. */
export const smallPolicies = together(arns, families)
/** With policy variables. */
export const openPolicies = together([...arns, ...openArns], openFamilies)
export const smallPolicy = smallPolicies.map(([policy]) => policy)
export const openPolicy = openPolicies.map(([policy]) => policy)
export const smallStatement = statementOf(arns, families)

export const principals = {
  role: 'arn:aws:iam::111122223333:role/r',
  otherRole: 'arn:aws:iam::111122223333:role/s',
  user: 'arn:aws:iam::111122223333:user/u',
  foreignRole: 'arn:aws:iam::444455556666:role/r',
  service: 'ec2.amazonaws.com',
}

const who = fc.oneof(
  fc.constant<unknown>('*'),
  someOf([principals.role, principals.user, principals.foreignRole, '111122223333', 'arn:aws:iam::444455556666:root']).map((AWS) => ({
    AWS,
  })),
  fc.constant({ Service: principals.service }),
)

const callerConditions = fc.oneof(
  block(['ArnLike', 'ArnNotLike', 'ArnEquals', 'StringLike'], 'aws:PrincipalArn', [
    'arn:aws:iam::111122223333:role/*',
    principals.role,
    'arn:aws:iam::*:role/r',
  ]),
  block(['StringEquals', 'StringNotEquals', 'StringLike'], 'aws:PrincipalAccount', ['111122223333', '444455556666', '1111*']),
  block(['StringEquals', 'StringNotEquals', 'StringEqualsIfExists'], 'aws:PrincipalOrgID', ['o-a', 'o-b']),
  block(['Bool'], 'aws:PrincipalIsAWSService', ['true', 'false']),
)

const resourceStatement = fc
  .tuple(fc.constantFrom('Allow', 'Allow', 'Deny'), who, action, resource(arns.slice(0, 3)), fc.array(callerConditions, { maxLength: 2 }))
  .map(([Effect, Principal, what, on, when]) => ({ Effect, Principal, ...what, ...on, ...joined(when) }))

/** A policy of a resource, which says whom it means. */
export const smallResourcePolicy: fc.Arbitrary<SmallPolicy> = policyOf(resourceStatement)

export function parsed(document: object, type: PolicyType = 'identity'): Policy {
  const policy = parsePolicyText(JSON.stringify(document), 'policy.json', type)
  if (!policy.ok) throw new Error(JSON.stringify(policy.error))
  return policy.value
}
