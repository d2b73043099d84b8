import { describe, expect, it } from 'vitest'
import { newAccess } from '../../src/analysis/new-access.ts'
import type { PolicyType } from '../../src/policy/policy.ts'
import { parsed } from '../arbitraries/policy-pair.ts'

type Fields = Readonly<Record<string, unknown>>

const objects = 'arn:aws:s3:::b/*'
const get = (more: Fields = {}): Fields => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: objects, ...more })
const deny = (more: Fields = {}): Fields => ({ Effect: 'Deny', Action: 's3:GetObject', Resource: objects, ...more })
const when = (operator: string, key: string, value: unknown): Fields => ({ Condition: { [operator]: { [key]: value } } })
const tag = 'aws:PrincipalTag/team'
const opens = (Principal: unknown, more: Fields = {}): Fields => get({ Principal, ...more })
const trust = (Principal: unknown, more: Fields = {}): Fields => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more })

interface Pair {
  /** What is true of the change, as a sentence. */
  readonly says: string
  readonly before: readonly Fields[]
  readonly after: readonly Fields[]
  readonly verdict: 'new-access' | 'none' | 'unreachable-only' | 'undecided'
  readonly type?: PolicyType
  readonly version?: '2008-10-17'
}

const pair = (
  says: string,
  before: readonly Fields[] | Fields,
  after: readonly Fields[] | Fields,
  verdict: Pair['verdict'],
  more: Partial<Pair> = {},
): Pair => {
  const list = (statements: readonly Fields[] | Fields): readonly Fields[] =>
    Array.isArray(statements) ? (statements as readonly Fields[]) : [statements as Fields]
  return { says, before: list(before), after: list(after), verdict, ...more }
}

const both = (
  says: string,
  one: readonly Fields[] | Fields,
  other: readonly Fields[] | Fields,
  more: Partial<Pair> = {},
): readonly Pair[] => [pair(says, one, other, 'none', more), pair(`${says}, the other way round`, other, one, 'none', more)]

/** New access one way, and none the other way round. */
const oneWay = (
  says: string,
  before: readonly Fields[] | Fields,
  after: readonly Fields[] | Fields,
  more: Partial<Pair> = {},
): readonly Pair[] => [pair(says, before, after, 'new-access', more), pair(`not: ${says}`, after, before, 'none', more)]

const everything: Fields = { Effect: 'Allow', Action: '*', Resource: '*' }
const control = { type: 'serviceControl' } as const
const trusts = { type: 'trust' } as const
const github = ({ sub, aud }: { readonly sub: string; readonly aud?: string }, operator = 'StringLike'): Fields => {
  const issuer = 'token.actions.githubusercontent.com'
  const audience = aud === undefined ? {} : { [`${issuer}:aud`]: aud }
  return {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { [operator]: { [`${issuer}:sub`]: sub, ...audience } },
  }
}
const grants = (more: Fields = {}): Fields => ({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:role/r' },
  Action: 'kms:CreateGrant',
  Resource: '*',
  ...more,
})
const pass = (operator: string): Fields => ({
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: 'arn:aws:iam::111122223333:role/r',
  ...when(operator, 'iam:PassedToService', 'ec2.amazonaws.com'),
})
const lists = (prefixes: readonly string[]): Fields => ({
  Effect: 'Allow',
  Action: 's3:ListBucket',
  Resource: 'arn:aws:s3:::b',
  ...when('StringLike', 's3:prefix', prefixes),
})

const bucket = { type: 'bucket' } as const
const role = 'arn:aws:iam::111122223333:role/r'
const everyone = { AWS: '*' }

const pairs: readonly Pair[] = [
  // Names
  ...both('the case of actions does not count', get(), get({ Action: 'S3:getobject' })),
  ...both(
    'the case of condition keys does not count',
    get(when('StringEquals', 'aws:username', 'a')),
    get(when('StringEquals', 'AWS:UserName', 'a')),
  ),
  pair('the case of a tag value counts', get(when('StringEquals', tag, 'x')), get(when('StringEquals', tag, 'X')), 'new-access'),
  ...both('IgnoreCase does not', get(when('StringEqualsIgnoreCase', tag, 'x')), get(when('StringEqualsIgnoreCase', tag, 'X'))),
  pair('the case of a bucket counts', get(), get({ Resource: 'arn:aws:s3:::B/*' }), 'new-access'),
  ...both(
    'a wildcard that stands for the same known actions',
    get({ Action: ['s3:ListAllMyBuckets'], Resource: '*' }),
    get({ Action: 's3:ListAllMyB*', Resource: '*' }),
  ),
  ...both('a question mark in an action', get(), get({ Action: 's3:GetObjec?' })),
  pair('an unknown action that is named', get(), get({ Action: ['s3:GetObject', 's3:BrandNew'] }), 'new-access'),
  // Not
  pair(
    'NotAction allows the rest',
    get({ Action: 's3:*', Resource: '*' }),
    get({ NotAction: 's3:DeleteObject', Action: undefined, Resource: '*' }),
    'new-access',
  ),
  ...both('NotAction with Deny is what is left', get({ Action: 's3:*' }), [
    get({ Action: 's3:*' }),
    deny({ Action: undefined, NotAction: 's3:*' }),
  ]),
  pair('NotResource lets in everything else', get(), get({ Resource: undefined, NotResource: 'arn:aws:s3:::b/*' }), 'new-access'),
  pair(
    'a Deny with NotResource closes all but that',
    get({ Resource: '*' }),
    [get({ Resource: '*' }), deny({ Resource: undefined, NotResource: objects })],
    'none',
  ),
  ...both('a Deny of all but what is allowed says nothing', get(), [get(), deny({ Resource: undefined, NotResource: objects })]),
  // Overlaps of denies
  ...both('a Deny on another resource', get(), [get(), deny({ Resource: 'arn:aws:s3:::c/*' })]),
  pair('half of a Deny is taken away', [get(), deny()], [get(), deny({ Resource: 'arn:aws:s3:::b/a*' })], 'new-access'),
  ...both(
    'two denies that cover one',
    [get(), deny(when('Bool', 'aws:SecureTransport', 'true')), deny(when('Bool', 'aws:SecureTransport', 'false'))],
    [get(), deny()],
  ),
  pair('a Deny that is narrowed by a condition', [get(), deny()], [get(), deny(when('StringEquals', tag, 'x'))], 'new-access'),
  // IfExists and Null
  pair('IfExists lets the key be absent', get(when('StringEquals', tag, 'x')), get(when('StringEqualsIfExists', tag, 'x')), 'new-access'),
  ...both('IfExists is equals or absent', get(when('StringEqualsIfExists', tag, 'x')), [
    get(when('StringEquals', tag, 'x')),
    get(when('Null', tag, 'true')),
  ]),
  ...both(
    'a negated operator holds for an absent key',
    get(when('StringNotEquals', tag, 'x')),
    get(when('StringNotEqualsIfExists', tag, 'x')),
  ),
  pair(
    'Null false asks for the key',
    get({ Condition: { Null: { [tag]: 'false' }, StringNotEquals: { [tag]: 'x' } } }),
    get(when('StringNotEquals', tag, 'x')),
    'new-access',
  ),
  ...both(
    'Null true and equals contradict each other',
    get({ Condition: { Null: { [tag]: 'true' }, StringEquals: { [tag]: 'x' } } }),
    get({ Condition: { Null: { [tag]: 'true' }, StringLike: { [tag]: '*' } } }),
  ),
  pair('the empty text is a value', get(when('StringLike', tag, '?*')), get(when('StringLike', tag, '*')), 'new-access'),
  ...both(
    'Bool against a key that is always sent',
    get(when('Bool', 'aws:SecureTransport', 'true')),
    get(when('BoolIfExists', 'aws:SecureTransport', 'true')),
  ),
  pair(
    'Bool false is not true',
    get(when('Bool', 'aws:MultiFactorAuthPresent', 'true')),
    get(when('Bool', 'aws:MultiFactorAuthPresent', ['true', 'false'])),
    'new-access',
  ),
  pair(
    'BoolIfExists false of MFA leaves sessions without the key',
    [get({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
    [get(), deny(when('Bool', 'aws:MultiFactorAuthPresent', 'false'))],
    'new-access',
  ),
  ...both(
    'with IfExists it does not',
    [get({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
    [get(), deny(when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false'))],
  ),
  // Set operators
  pair(
    'ForAllValues holds for a missing key',
    get({ Condition: { Null: { 'aws:TagKeys': 'false' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } } }),
    get(when('ForAllValues:StringEquals', 'aws:TagKeys', ['a'])),
    'new-access',
  ),
  pair(
    'ForAnyValue does not',
    get(when('ForAllValues:StringEquals', 'aws:TagKeys', ['a'])),
    get(when('ForAnyValue:StringEquals', 'aws:TagKeys', ['a'])),
    'new-access',
  ),
  pair(
    'all of a and b are among a, b and c',
    get(when('ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b', 'c'])),
    get(when('ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'])),
    'none',
  ),
  ...both(
    'not any other is all of these',
    [get(), deny(when('ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a']))],
    get(when('ForAllValues:StringEquals', 'aws:TagKeys', ['a'])),
  ),
  // Numbers, dates, addresses
  pair(
    'a larger number',
    get(when('NumericLessThan', 's3:max-keys', '10')),
    get(when('NumericLessThanEquals', 's3:max-keys', '10')),
    'new-access',
  ),
  ...both(
    'whole numbers: below 10 is at most 9',
    get(when('NumericLessThan', 's3:max-keys', '10')),
    get(when('NumericLessThanEquals', 's3:max-keys', '9')),
  ),
  pair(
    'until a later day',
    get(when('DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z')),
    get(when('DateLessThan', 'aws:CurrentTime', '2028-01-01T00:00:00Z')),
    'new-access',
  ),
  ...both(
    'the same instant in another zone',
    get(when('DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z')),
    get(when('DateLessThan', 'aws:CurrentTime', '2027-01-01T01:00:00+01:00')),
  ),
  ...both(
    'two halves are the whole network',
    get(when('IpAddress', 'aws:SourceIp', '10.0.0.0/8')),
    get(when('IpAddress', 'aws:SourceIp', ['10.0.0.0/9', '10.128.0.0/9'])),
  ),
  pair(
    'an IPv6 network beside',
    get(when('IpAddress', 'aws:SourceIp', '10.0.0.0/8')),
    get(when('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '2001:db8::/32'])),
    'new-access',
  ),
  ...both(
    'a whole network without its lower bits',
    get(when('IpAddress', 'aws:SourceIp', '203.0.113.0/24')),
    get(when('IpAddress', 'aws:SourceIp', '203.0.113.77/24')),
  ),
  pair(
    'NotIpAddress lets in a caller without an address',
    get({ Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Null: { 'aws:SourceIp': 'false' } } }),
    get(when('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8')),
    'new-access',
  ),
  ...both('outside of 0.0.0.0/1 is inside of 128.0.0.0/1 and IPv6, or no address', get(when('NotIpAddress', 'aws:SourceIp', '0.0.0.0/1')), [
    get(when('IpAddress', 'aws:SourceIp', ['128.0.0.0/1', '::/0'])),
    get(when('Null', 'aws:SourceIp', 'true')),
  ]),
  // ARNs and texts
  pair(
    'a star in a part of an ARN does not reach over a colon',
    get(when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:t')),
    get(when('StringLike', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:t')),
    'new-access',
  ),
  pair(
    'an ARN pattern is inside of the text pattern',
    get(when('StringLike', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:t')),
    get(when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:t')),
    'none',
  ),
  ...both(
    'ArnEquals takes wildcards as ArnLike does',
    get(when('ArnEquals', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:*')),
    get(when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:*')),
  ),
  pair('StringEquals takes a star for text', get(when('StringEquals', tag, 'x*')), get(when('StringLike', tag, 'x*')), 'new-access'),
  ...both('two stars are one', get({ Resource: 'arn:aws:s3:::b/**' }), get()),
  pair('a key of one character at least', get({ Resource: 'arn:aws:s3:::b/a?' }), get({ Resource: 'arn:aws:s3:::b/a*' }), 'new-access'),
  pair('an object by the ARN of its bucket', get(), get({ Resource: [objects, 'arn:aws:s3:::b'] }), 'unreachable-only'),
  pair('another partition', get(), get({ Resource: [objects, 'arn:aws-cn:s3:::b/*'] }), 'new-access'),
  // Variables
  ...both(
    'a variable by itself',
    get({ Resource: 'arn:aws:s3:::b/${aws:username}/*' }),
    get({ Resource: ['arn:aws:s3:::b/${aws:username}/*'] }),
  ),
  pair(
    'a pinned variable',
    get({ Resource: 'arn:aws:s3:::b/ana/*', ...when('StringEquals', 'aws:username', 'ana') }),
    get({ Resource: 'arn:aws:s3:::b/${aws:username}/*', ...when('StringEquals', 'aws:username', 'ana') }),
    'none',
  ),
  pair(
    'a variable instead of a name',
    get({ Resource: 'arn:aws:s3:::b/ana/*' }),
    get({ Resource: 'arn:aws:s3:::b/${aws:username}/*' }),
    'new-access',
  ),
  pair('a variable is inside of a star', get(), get({ Resource: 'arn:aws:s3:::b/${aws:username}/*' }), 'none'),
  pair('a star is more than a variable', get({ Resource: 'arn:aws:s3:::b/${aws:username}/*' }), get(), 'new-access'),
  pair(
    'a default is a value where the key is absent',
    get({ Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*' }),
    get({ Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team, 'all'}/*" }),
    'new-access',
  ),
  pair(
    'without Version 2012-10-17 a variable is text',
    get({ Resource: 'arn:aws:s3:::b/x/*' }),
    get({ Resource: 'arn:aws:s3:::b/${aws:username}/*' }),
    'new-access',
    { version: '2008-10-17' },
  ),
  ...both(
    'an escaped star is text',
    get({ Resource: 'arn:aws:s3:::b/${*}' }),
    get({ Resource: ['arn:aws:s3:::b/${*}', 'arn:aws:s3:::b/${*}'] }),
  ),
  pair('a star for an escaped star', get({ Resource: 'arn:aws:s3:::b/${*}' }), get(), 'new-access'),
  // Principals
  ...both('an account by its id and by its root', opens({ AWS: '111122223333' }), opens({ AWS: 'arn:aws:iam::111122223333:root' }), bucket),
  pair('a role instead of its account', opens({ AWS: role }), opens({ AWS: '111122223333' }), 'new-access', bucket),
  pair('one role of an account that is in', opens({ AWS: '111122223333' }), opens({ AWS: role }), 'none', bucket),
  ...both('everyone, in two spellings', opens('*'), opens(everyone), bucket),
  ...both(
    'everyone of an account',
    opens({ AWS: '111122223333' }),
    opens(everyone, when('StringEquals', 'aws:PrincipalAccount', '111122223333')),
    bucket,
  ),
  pair('a service', opens({ AWS: role }), opens({ AWS: role, Service: 'ec2.amazonaws.com' }), 'new-access', bucket),
  pair(
    'a role by its ARN in a condition',
    opens({ AWS: role }),
    opens(everyone, when('ArnEquals', 'aws:PrincipalArn', role)),
    'none',
    bucket,
  ),
  pair(
    'trust without the external ID',
    trust({ AWS: role }, when('StringEquals', 'sts:ExternalId', 'x')),
    trust({ AWS: role }),
    'new-access',
    { type: 'trust' },
  ),
  pair('trust in the same role twice', trust({ AWS: role }), trust({ AWS: [role, role] }), 'none', { type: 'trust' }),
  ...both(
    'a Deny with NotPrincipal that is not touched',
    [opens(everyone), deny({ NotPrincipal: { AWS: [role, '111122223333'] } })],
    [deny({ NotPrincipal: { AWS: [role, '111122223333'] } }), opens('*')],
    bucket,
  ),
  // Guardrails
  ...oneWay(
    'a region more in a guardrail',
    [
      everything,
      deny({
        Action: undefined,
        NotAction: ['iam:*', 'sts:*'],
        Resource: '*',
        ...when('StringNotEquals', 'aws:RequestedRegion', 'eu-west-1'),
      }),
    ],
    [
      everything,
      deny({
        Action: undefined,
        NotAction: ['iam:*', 'sts:*'],
        Resource: '*',
        ...when('StringNotEquals', 'aws:RequestedRegion', ['eu-west-1', 'us-east-1']),
      }),
    ],
    control,
  ),
  ...oneWay(
    'a service more that a guardrail leaves alone',
    [everything, deny({ Action: undefined, NotAction: 'iam:*', Resource: '*' })],
    [everything, deny({ Action: undefined, NotAction: ['iam:*', 'sqs:*'], Resource: '*' })],
    control,
  ),
  ...both(
    'IfExists on a key that is always sent',
    [everything, deny({ Resource: '*', ...when('StringNotEquals', 'aws:RequestedRegion', 'eu-west-1') })],
    [everything, deny({ Resource: '*', ...when('StringNotEqualsIfExists', 'aws:RequestedRegion', 'eu-west-1') })],
    control,
  ),
  ...oneWay(
    'more roles that a guardrail leaves alone',
    [everything, deny({ Resource: '*', ...when('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/admin') })],
    [everything, deny({ Resource: '*', ...when('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/admin*') })],
    control,
  ),
  ...oneWay(
    'a resource control policy that leaves services alone',
    [deny({ Principal: '*', Resource: '*', ...when('StringNotEqualsIfExists', 'aws:PrincipalOrgID', 'o-1') })],
    [
      deny({
        Principal: '*',
        Resource: '*',
        Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
      }),
    ],
    { type: 'resourceControl' },
  ),
  pair('another permissions boundary', get({ Action: 's3:*', Resource: '*' }), get({ Action: 'ec2:*', Resource: '*' }), 'new-access', {
    type: 'permissionsBoundary',
  }),
  ...oneWay(
    'a boundary with NotAction that leaves out less',
    get({ Action: undefined, NotAction: ['iam:*', 'kms:*'], Resource: '*' }),
    get({ Action: undefined, NotAction: 'iam:*', Resource: '*' }),
    { type: 'permissionsBoundary' },
  ),
  ...oneWay('a tag that is not true may be anything else', get(when('StringEquals', tag, 'false')), get(when('Bool', tag, 'false'))),
  ...both('true or not true is any value', get(when('Bool', tag, ['true', 'false'])), get(when('Null', tag, 'false'))),
  ...both('yes is false', get(when('Bool', tag, 'yes')), get(when('Bool', tag, 'false'))),
  ...both('a key that must not be absent', get(when('Null', tag, 'no')), get(when('Null', tag, 'false'))),
  ...oneWay('a session policy with one more object', get({ Resource: 'arn:aws:s3:::b/a' }), get({ Resource: 'arn:aws:s3:::b/?' }), {
    type: 'session',
  }),
  ...oneWay(
    'an endpoint for everyone instead of one organization',
    { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...when('StringEquals', 'aws:PrincipalOrgID', 'o-1') },
    { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    { type: 'vpcEndpoint' },
  ),
  // Trust by identity providers
  ...oneWay('a whole organization of GitHub', github({ sub: 'repo:acme/app:*' }), github({ sub: 'repo:acme/*' }), trusts),
  ...oneWay(
    'a subject of GitHub where the star was text',
    github({ sub: 'repo:acme/app:*' }, 'StringEquals'),
    github({ sub: 'repo:acme/app:*' }),
    trusts,
  ),
  ...both(
    'a subject without a star, as text and as pattern',
    github({ sub: 'repo:acme/app:ref:refs/heads/main' }, 'StringEquals'),
    github({ sub: 'repo:acme/app:ref:refs/heads/main' }),
    trusts,
  ),
  ...oneWay('any audience', github({ sub: 'repo:acme/app:*', aud: 'sts.amazonaws.com' }), github({ sub: 'repo:acme/app:*' }), trusts),
  pair(
    'another identity provider',
    github({ sub: 'repo:acme/app:*' }),
    { ...github({ sub: 'repo:acme/app:*' }), Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' } },
    'new-access',
    trusts,
  ),
  ...oneWay(
    'SAML without its audience',
    {
      ...trust({ Federated: 'arn:aws:iam::111122223333:saml-provider/idp' }),
      Action: 'sts:AssumeRoleWithSAML',
      ...when('StringEquals', 'SAML:aud', 'https://signin.aws.amazon.com/saml'),
    },
    { ...trust({ Federated: 'arn:aws:iam::111122223333:saml-provider/idp' }), Action: 'sts:AssumeRoleWithSAML' },
    trusts,
  ),
  ...oneWay(
    'a session may be tagged',
    trust({ AWS: role }),
    { ...trust({ AWS: role }), Action: ['sts:AssumeRole', 'sts:TagSession'] },
    trusts,
  ),
  ...oneWay(
    'a service for any account',
    trust({ Service: 'glue.amazonaws.com' }, when('StringEquals', 'aws:SourceAccount', '111122223333')),
    trust({ Service: 'glue.amazonaws.com' }),
    trusts,
  ),
  // Keys
  ...oneWay('grants for anyone', grants(when('Bool', 'kms:GrantIsForAWSResource', 'true')), grants(), { type: 'key' }),
  ...oneWay(
    'grants for more operations',
    grants(when('ForAllValues:StringEquals', 'kms:GrantOperations', ['Decrypt'])),
    grants(when('ForAllValues:StringEquals', 'kms:GrantOperations', ['Decrypt', 'Encrypt'])),
    { type: 'key' },
  ),
  ...oneWay(
    'a key by way of S3 in any region',
    grants(when('StringEquals', 'kms:ViaService', 's3.us-east-1.amazonaws.com')),
    grants(when('StringLike', 'kms:ViaService', 's3.*.amazonaws.com')),
    { type: 'key' },
  ),
  ...oneWay(
    'the context of another bucket',
    { ...grants(when('StringLike', 'kms:EncryptionContext:aws:s3:arn', 'arn:aws:s3:::b/*')), Action: 'kms:Decrypt' },
    { ...grants(when('StringLike', 'kms:EncryptionContext:aws:s3:arn', 'arn:aws:s3:::b*')), Action: 'kms:Decrypt' },
    { type: 'key' },
  ),
  // Denies, sets, ranges
  ...both(
    'two denies in one',
    [get({ Action: 's3:*' }), deny(), deny({ Action: 's3:PutObject' })],
    [get({ Action: 's3:*' }), deny({ Action: ['s3:PutObject', 's3:GetObject'] })],
  ),
  ...oneWay('one value more that is refused', get(when('StringNotEquals', tag, ['x', 'y'])), get(when('StringNotEquals', tag, ['x']))),
  ...oneWay(
    'one value more that a Deny spares',
    [get(), deny(when('StringNotEquals', tag, 'x'))],
    [get(), deny(when('StringNotEquals', tag, ['x', 'y']))],
  ),
  ...oneWay(
    'one network more that a Deny spares',
    [get(), deny(when('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8'))],
    [get(), deny(when('NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.168.0.0/16']))],
  ),
  ...oneWay('a Deny without a key that every temporary session has', [get(), deny(when('Null', 'aws:TokenIssueTime', 'true'))], get()),
  ...oneWay(
    'an hour more since the second factor',
    get(when('NumericLessThan', 'aws:MultiFactorAuthAge', '3600')),
    get(when('NumericLessThan', 'aws:MultiFactorAuthAge', '7200')),
  ),
  ...oneWay(
    'a window of time that opens earlier',
    get({
      Condition: {
        DateGreaterThan: { 'aws:CurrentTime': '2027-02-01T00:00:00Z' },
        DateLessThan: { 'aws:CurrentTime': '2027-06-01T00:00:00Z' },
      },
    }),
    get({
      Condition: {
        DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' },
        DateLessThan: { 'aws:CurrentTime': '2027-06-01T00:00:00Z' },
      },
    }),
  ),
  ...both(
    'an instant in seconds',
    get(when('DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z')),
    get(when('DateLessThan', 'aws:CurrentTime', '1798761600')),
  ),
  ...both('two spellings are one without case', get(when('StringEquals', tag, ['x', 'X'])), get(when('StringEqualsIgnoreCase', tag, 'x'))),
  ...oneWay('the service that a role is passed to may be missing', pass('StringEquals'), pass('StringEqualsIfExists')),
  // Wildcards that overlap
  ...oneWay(
    'begins and ends with a',
    get({ Resource: 'arn:aws:s3:::b/a*a' }),
    get({ Resource: ['arn:aws:s3:::b/a*', 'arn:aws:s3:::b/*a'] }),
  ),
  ...oneWay('an empty folder', get({ Resource: 'arn:aws:s3:::b/?*/x' }), get({ Resource: 'arn:aws:s3:::b/*/x' })),
  ...oneWay('a prefix for everyone', lists(['${aws:username}/*']), lists(['${aws:username}/*', 'shared/*'])),
]

const verdictOf = ({ before, after, type = 'identity', version }: Pair): string => {
  const document = (statements: readonly Fields[]): object => ({
    Version: version ?? '2012-10-17',
    Statement: statements.map((each) => JSON.parse(JSON.stringify(each)) as object),
  })
  return newAccess(parsed(document(before), type), parsed(document(after), type), { type }).verdict
}

describe('pairs of policies that are easily decided wrong', () => {
  it.each(pairs)('$says: $verdict', (each) => {
    expect(verdictOf(each)).toBe(each.verdict)
  })
})
