import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../src/base/parse-yaml.ts'
import type { PolicyType } from '../../src/policy/policy.ts'
import type { RefusalContext } from '../../src/policy/refusal.ts'
import { refusePolicy } from '../../src/policy/refuse-policy.ts'

/** `code: message @ pointer`, or `taken`. */
const answer = (document: unknown, type: PolicyType, context: RefusalContext = {}): string => {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const refusal = refusePolicy(text, type, context)
  if (refusal === undefined) return 'taken'
  return `${refusal.code}: ${refusal.message}${refusal.at?.pointer === undefined ? '' : ` @ ${refusal.at.pointer}`}`
}

const policy = (...statements: readonly object[]): object => ({ Version: '2012-10-17', Statement: statements })
const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme/*' }
const without = (statement: object, element: string): object =>
  Object.fromEntries(Object.entries(statement).filter(([key]) => key !== element))

describe('IAM takes an identity policy', () => {
  it.each<[string, object]>([
    ['with one statement', { Version: '2012-10-17', Statement: read }],
    ['with an Id', { ...policy(read), Id: 'any' }],
    ['with an object action on a bucket alone, which can never match', policy({ ...read, Resource: 'arn:aws:s3:::acme' })],
    ['with an action that nobody knows', policy({ ...read, Action: 'nosuch-service:DoIt' })],
    ['with a space in an action', policy({ ...read, Action: 's3: Get Object' })],
    ['with a condition key that the action never sends', policy({ ...read, Condition: { StringEquals: { 's3:prefix': 'a' } } })],
    ['with an empty Condition', policy({ ...read, Condition: {} })],
    ['with a key without values', policy({ ...read, Condition: { DateGreaterThan: { 'aws:CurrentTime': [] } } })],
    ['with an unknown operator that has no keys', policy({ ...read, Condition: { NoOperator: {} } })],
    ['with a short ARN', policy({ ...read, Resource: 'arn:aws:codepipeline:*' })],
    ['with a wildcard for the partition', policy({ ...read, Resource: 'arn:*:s3:::acme/*' })],
    ['with an access point in a region', policy({ ...read, Resource: 'arn:aws:s3:us-east-1:111122223333:accesspoint/ap' })],
    [
      'with a date written loosely',
      policy({ ...read, Condition: { DateLessThan: { 'aws:CurrentTime': ['2026', '2026-01-01T00:00:00.5+23'] } } }),
    ],
  ])('%s', (_, document) => {
    expect(answer(document, 'managed')).toBe('taken')
  })

  it('of 2008-10-17 when it is inline, though not when it is managed or a boundary', () => {
    const old = { Version: '2008-10-17', Statement: [read] }
    expect(answer(old, 'identity')).toBe('taken')
    expect(answer({ Statement: [read] }, 'session')).toBe('taken')
    for (const type of ['managed', 'permissionsBoundary'] as const)
      expect(answer(old, type)).toBe('MalformedPolicyDocument: Policy document must be version 2012-10-17 or greater. @ ')
  })
})

it('a session policy may have values that no operator can read, but for those of BinaryEquals', () => {
  const asking = (operator: string, value: string): object => policy({ ...read, Condition: { [operator]: { 'aws:RequestTag/a': value } } })
  const legacy = 'MalformedPolicyDocument: The policy failed legacy parsing @ /Statement/0/Condition'
  for (const [operator, value] of [
    ['NumericEquals', 'NaN'],
    ['DateEquals', 'not-a-date'],
    ['ArnLike', 'not-an-arn'],
    ['IpAddress', 'not-an-ip'],
  ] as const) {
    expect(answer(asking(operator, value), 'session')).toBe('taken')
    expect(answer(asking(operator, value), 'identity')).toContain(legacy)
  }
  for (const type of ['identity', 'session'] as const) expect(answer(asking('BinaryEquals', 'no-binary'), type)).toContain(legacy)
  for (const value of ['01', '1.', '1e0']) expect(answer(asking('NumericEquals', value), 'identity')).toBe('taken')
  for (const operator of ['Bool', 'Null']) expect(answer(asking(operator, 'yes'), 'identity')).toBe('taken')
})

describe('IAM refuses an identity policy', () => {
  const syntax = 'Syntax errors in policy.'
  const legacy = 'The policy failed legacy parsing'
  it.each<[string, unknown, string]>([
    ['that is no JSON', 'not json', syntax],
    ['that is no object', [], `${syntax} @ `],
    ['without statements', policy(), `${syntax} @ /Statement`],
    ['of an unknown version', { Version: '2013-10-17', Statement: read }, `${syntax} @ /Version`],
    ['with an unknown element', policy({ ...read, Actions: '*' }), `${syntax} @ /Statement/0/Actions`],
    ['with Action and NotAction', policy({ ...read, NotAction: '*' }), `${syntax} @ /Statement/0/NotAction`],
    ['with an unknown effect', policy({ ...read, Effect: 'Permit' }), `${syntax} @ /Statement/0/Effect`],
    [
      'with an unknown operator',
      policy({ ...read, Condition: { StringEqual: { a: 'b' } } }),
      `${syntax} @ /Statement/0/Condition/StringEqual`,
    ],
    ['with a principal', policy({ ...read, Principal: '*' }), 'Policy document should not specify a principal. @ /Statement/0/Principal'],
    ['with an effect in the wrong case', policy({ ...read, Effect: 'allow' }), `${legacy} @ /Statement/0/Effect`],
    [
      'with a date of month 13',
      policy({ ...read, Condition: { DateEquals: { a: '2026-13' } } }),
      `${legacy} @ /Statement/0/Condition/DateEquals/a`,
    ],
    [
      'with a date that is none',
      policy({ ...read, Condition: { DateEquals: { a: 'soon' } } }),
      `${legacy} @ /Statement/0/Condition/DateEquals/a`,
    ],
    ['with a colon too few in an ARN', policy({ ...read, Resource: 'arn:aws:s3::acme' }), `${legacy} @ /Statement/0/Resource`],
    ['with an ARN without service', policy({ ...read, Resource: 'arn:aws::::acme' }), `${legacy} @ /Statement/0/Resource`],
    [
      'with a hyphen in a Sid',
      policy({ ...read, Sid: 'read-all' }),
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]* @ /Statement/0',
    ],
    [
      'with a Sid twice',
      policy({ ...read, Sid: 'Read' }, { ...read, Sid: 'Read' }),
      'Statement IDs (SID) in a single policy must be unique. @ /Statement/1',
    ],
    ['without actions', policy(without(read, 'Action')), 'Policy statement must contain actions. @ /Statement/0'],
    ['with an empty list of actions', policy({ ...read, Action: [] }), 'Policy statement must contain actions. @ /Statement/0/Action'],
    ['without resources', policy(without(read, 'Resource')), 'Policy statement must contain resources. @ /Statement/0'],
    [
      'with a resource that is no ARN',
      policy({ ...read, Resource: 'acme' }),
      'Resource acme must be in ARN format or "*". @ /Statement/0/Resource',
    ],
    [
      'with another partition',
      policy({ ...read, Resource: 'arn:aws-cn:s3:::acme' }),
      'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::acme". @ /Statement/0/Resource',
    ],
    [
      'with an ARN that lacks its first word',
      policy({ ...read, Resource: 'aws:s3:::acme' }),
      'Partition "s3" is not valid for resource "arn:s3:::acme:*". @ /Statement/0/Resource',
    ],
    [
      'with two words',
      policy({ ...read, Resource: 'a:b' }),
      'Partition "b" is not valid for resource "arn:b:*:*:*:*". @ /Statement/0/Resource',
    ],
    [
      'with a wildcard for the service',
      policy({ ...read, Resource: 'arn:aws:s*:::acme' }),
      'Resource vendor must be fully qualified and cannot contain regexes. @ /Statement/0/Resource',
    ],
    [
      'with a region in the ARN of a bucket',
      policy({ ...read, Resource: 'arn:aws:s3:us-east-1::acme' }),
      'Resource arn:aws:s3:us-east-1::acme can not contain region information. @ /Statement/0/Resource',
    ],
    [
      'with a region in an ARN of IAM',
      policy({ ...read, Resource: 'arn:aws:iam:us-east-1:111122223333:role/r' }),
      'IAM resource arn:aws:iam:us-east-1:111122223333:role/r cannot contain region information. @ /Statement/0/Resource',
    ],
    [
      'with a wildcard in the type word of IAM',
      policy({ ...read, Resource: 'arn:aws:iam::111122223333:u*' }),
      'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/. @ /Statement/0/Resource',
    ],
    [
      'with an action without service',
      policy({ ...read, Action: 'GetObject' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. @ /Statement/0/Action',
    ],
    [
      'with two colons in an action',
      policy({ ...read, Action: 's3:Get:Object' }),
      'Actions/Condition can contain only one colon. @ /Statement/0/Action',
    ],
    ['with a space in the service', policy({ ...read, Action: 's 3:GetObject' }), 'Vendor s 3 is not valid @ /Statement/0/Action'],
  ])('%s', (_, document, expected) => {
    expect(answer(document, 'managed')).toBe(`MalformedPolicyDocument: ${expected}`)
  })

  it('naming only the first mistake of its own order', () => {
    const both = policy({ Effect: 'allow', Resource: 'arn:aws:s3:us-east-1::acme' })
    expect(answer(both, 'managed')).toBe(`MalformedPolicyDocument: ${legacy} @ /Statement/0/Effect`)
    const vendor = policy({ Effect: 'Allow', Action: 'GetObject', Resource: 'acme' })
    expect(answer(vendor, 'managed')).toBe('MalformedPolicyDocument: Resource acme must be in ARN format or "*". @ /Statement/0/Resource')
    const unfinished = policy({ Effect: 'Allow', Action: 'GetObject' })
    expect(answer(unfinished, 'managed')).toBe('MalformedPolicyDocument: Policy statement must contain resources. @ /Statement/0')
  })

  it('with characters beyond U+00FF', () => {
    expect(answer(policy({ ...read, Resource: 'arn:aws:s3:::acme/日本/*' }), 'identity')).toBe(
      'ValidationError: The specified value for policyDocument is invalid. It must contain only printable ASCII characters.',
    )
  })

  it('above its quota, white space not counted', () => {
    const large = (keys: number): object =>
      policy({ ...read, Resource: Array.from({ length: keys }, (_, index) => `arn:aws:s3:::acme/${'k'.repeat(80)}${index}`) })
    expect(answer(JSON.stringify(large(50), undefined, 40), 'managed')).toBe('taken')
    expect(answer(large(60), 'managed')).toBe('LimitExceeded: Cannot exceed quota for PolicySize: 6144')
    expect(answer(large(60), 'identity', { inlineOf: { kind: 'role', name: 'etl', otherCharacters: 0 } })).toBe('taken')
    expect(answer(large(60), 'identity', { inlineOf: { kind: 'role', name: 'etl', otherCharacters: 9000 } })).toBe(
      'LimitExceeded: Maximum policy size of 10240 bytes exceeded for role etl',
    )
    expect(answer(large(20), 'identity', { inlineOf: { kind: 'user', name: 'ana', otherCharacters: 300 } })).toBe(
      'LimitExceeded: Maximum policy size of 2048 bytes exceeded for user ana',
    )
    expect(answer(large(30), 'session')).toContain(
      "Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048",
    )
  })
})

describe('IAM on a trust policy', () => {
  const trust = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sts:AssumeRole' }
  it.each<[string, unknown, string]>([
    ['takes a role', policy({ ...trust, Principal: { AWS: 'arn:aws:iam::111122223333:role/path/r' } }), 'taken'],
    ['takes everybody', policy({ ...trust, Principal: '*' }), 'taken'],
    [
      'takes a service and a provider',
      policy({ ...trust, Principal: { Service: 'ec2.amazonaws.com', Federated: 'accounts.google.com' } }),
      'taken',
    ],
    ['takes any action of STS', policy({ ...trust, Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:*'] }), 'taken'],
    ['refuses what is no JSON', '{', 'This policy contains invalid Json'],
    ['refuses an unknown version', { Version: 'x', Statement: trust }, 'The policy must contain a valid version string @ /Version'],
    ['refuses no statement', {}, 'Missing required field Statement @ '],
    ['refuses an empty list', policy(), 'Could not parse the policy: Statement is empty! @ /Statement'],
    ['refuses a comment', policy({ ...trust, Comment: 'x' }), 'Unknown field Comment @ /Statement/0/Comment'],
    ['refuses an effect in the wrong case', policy({ ...trust, Effect: 'allow' }), 'Invalid effect: allow @ /Statement/0/Effect'],
    ['refuses no principal', policy(without(trust, 'Principal')), 'Missing required field Principal @ /Statement/0'],
    [
      'refuses a bare ARN',
      policy({ ...trust, Principal: 'arn:aws:iam::111122223333:root' }),
      'Principal must be a JSON object. @ /Statement/0/Principal',
    ],
    [
      'refuses Allow with NotPrincipal',
      policy({ ...without(trust, 'Principal'), NotPrincipal: { AWS: '111122223333' } }),
      'Allow with NotPrincipal is not allowed. @ /Statement/0/NotPrincipal',
    ],
    [
      'refuses a wildcard in a principal',
      policy({ ...trust, Principal: { AWS: 'arn:aws:iam::111122223333:role/etl-*' } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/etl-*" @ /Statement/0/Principal/AWS',
    ],
    [
      'refuses a name for a service',
      policy({ ...trust, Principal: { Service: 'ec2' } }),
      'Invalid principal in policy: "SERVICE":"ec2" @ /Statement/0/Principal/Service',
    ],
    ['refuses no action', policy(without(trust, 'Action')), 'Missing required field Action @ /Statement/0'],
    [
      'refuses other actions',
      policy({ ...trust, Action: 's3:GetObject' }),
      'AssumeRole policy may only specify STS AssumeRole actions. @ /Statement/0/Action',
    ],
    ['refuses a resource', policy({ ...trust, Resource: '*' }), 'Has prohibited field Resource @ /Statement/0/Resource'],
    [
      'refuses a Sid twice',
      policy({ ...trust, Sid: 'a b' }, { ...trust, Sid: 'a b' }),
      'The Statement Ids in the policy are not unique @ /Statement/1',
    ],
  ])('%s', (_, document, expected) => {
    expect(answer(document, 'trust')).toBe(expected === 'taken' ? expected : `MalformedPolicyDocument: ${expected}`)
  })

  it('refuses more than 2,048 characters', () => {
    const Principal = { AWS: Array.from({ length: 50 }, (_, index) => `arn:aws:iam::111122223333:role/a-rather-long-name-${index}`) }
    expect(answer(policy({ ...trust, Principal }), 'trust')).toBe('LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048')
  })
})

describe('S3 on a bucket policy', () => {
  const share = { ...read, Principal: { AWS: '111122223333' } }
  it.each<[string, unknown, string]>([
    ['takes objects', policy(share), 'taken'],
    [
      'takes bucket and objects together',
      policy({ ...share, Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*'] }),
      'taken',
    ],
    ['takes every action on the bucket', policy({ ...share, Action: 's3:*', Resource: 'arn:aws:s3:::acme' }), 'taken'],
    [
      'takes a key that nobody knows, if it begins with aws:',
      policy({ ...share, Condition: { StringEquals: { 'aws:NoSuchKey': 'x' } } }),
      'taken',
    ],
    [
      'takes a global key of another service',
      policy({ ...share, Condition: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:*:*:function:f' } } }),
      'taken',
    ],
    [
      'takes s3:prefix on a pattern of actions',
      policy({ ...share, Action: 's3:*', Condition: { StringLike: { 's3:prefix': 'a/*' } } }),
      'taken',
    ],
    ['refuses random text', 'hello', "Policies must be valid JSON and the first byte must be '{'"],
    ['refuses an empty text', '', "Policies must be valid JSON and the first byte must be '{'"],
    ['refuses a comma too many', '{"Statement": [],}', 'This policy contains invalid Json'],
    ['refuses an empty object', {}, 'Missing required field Statement @ '],
    ['refuses no principal', policy(read), 'Missing required field Principal @ /Statement/0'],
    [
      'refuses a principal that is text',
      policy({ ...share, Principal: '111122223333' }),
      'Invalid policy syntax. @ /Statement/0/Principal',
    ],
    [
      'refuses a wildcard in a principal',
      policy({ ...share, Principal: { AWS: 'arn:aws:iam::111122223333:role/etl-*' } }),
      'Invalid principal in policy @ /Statement/0/Principal/AWS',
    ],
    ['refuses an unknown field', policy({ ...share, condition: {} }), 'Unknown field condition @ /Statement/0/condition'],
    ['refuses an unknown action', policy({ ...share, Action: 's3:GetObjects' }), 'Policy has invalid action @ /Statement/0/Action'],
    [
      'refuses an action of another service',
      policy({ ...share, Action: 'kms:Decrypt' }),
      'Policy has invalid action @ /Statement/0/Action',
    ],
    ['refuses `*` for a resource', policy({ ...share, Resource: '*' }), 'Policy has invalid resource @ /Statement/0/Resource'],
    [
      'refuses another bucket',
      policy({ ...share, Resource: 'arn:aws:s3:::other/*' }),
      'Policy has invalid resource @ /Statement/0/Resource',
    ],
    [
      'refuses another partition',
      policy({ ...share, Resource: 'arn:aws-cn:s3:::acme/*' }),
      'Policy has invalid resource @ /Statement/0/Resource',
    ],
    [
      'refuses an unknown operator',
      policy({ ...share, Condition: { StringEqual: { a: 'b' } } }),
      'Invalid Condition type : StringEqual @ /Statement/0/Condition/StringEqual',
    ],
    [
      'refuses an unknown key',
      policy({ ...share, Condition: { StringEquals: { 's3:x-acl': 'a' } } }),
      'Policy has an invalid condition key @ /Statement/0/Condition/StringEquals/s3:x-acl',
    ],
    [
      'refuses an address that is none',
      policy({ ...share, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/33' } } }),
      'Invalid IP address in Conditions @ /Statement/0/Condition/IpAddress/aws:SourceIp',
    ],
    [
      'refuses a key that the action never sends',
      policy({ ...share, Condition: { StringLike: { 's3:prefix': 'a/*' } } }),
      'Conditions do not apply to combination of actions and resources in statement @ /Statement/0/Condition/StringLike/s3:prefix',
    ],
    [
      'refuses an object action on the bucket alone',
      policy({ ...share, Resource: 'arn:aws:s3:::acme' }),
      'Action does not apply to any resource(s) in statement @ /Statement/0/Action',
    ],
    [
      'refuses a bucket action on the objects alone',
      policy({ ...share, Action: 's3:ListBucket' }),
      'Action does not apply to any resource(s) in statement @ /Statement/0/Action',
    ],
    [
      'refuses an action of no resource',
      policy({ ...share, Action: 's3:ListAllMyBuckets' }),
      'Action does not apply to any resource(s) in statement @ /Statement/0/Action',
    ],
  ])('%s', (_, document, expected) => {
    expect(answer(document, 'bucket', { bucket: 'acme' })).toBe(expected === 'taken' ? expected : `MalformedPolicy: ${expected}`)
  })

  it('refuses more than 20 KB, white space not counted', () => {
    const large = policy({ ...share, Resource: Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::acme/${'k'.repeat(100)}${index}`) })
    expect(answer(large, 'bucket')).toBe('MalformedPolicy: Normalized policy document exceeds the maximum allowed size of 20480 bytes')
  })
})

describe('the other services', () => {
  const root = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }
  it.each<[string, PolicyType, unknown, string]>([
    ['KMS takes a Sid with spaces', 'key', policy({ ...root, Sid: 'Enable IAM policies' }), 'taken'],
    [
      'KMS refuses no principal',
      'key',
      policy(without(root, 'Principal')),
      'MalformedPolicyDocumentException: Policy contains a statement with no principal. @ /Statement/0',
    ],
    [
      'KMS refuses a principal that can be nobody',
      'key',
      policy({ ...root, Principal: { AWS: 'arn:aws:iam::1111:root' } }),
      'MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals. @ /Statement/0/Principal/AWS',
    ],
    ['Organizations take an SCP', 'serviceControl', policy(read), 'taken'],
    [
      'Organizations refuse an SCP without a version',
      'serviceControl',
      { Statement: [read] },
      'MalformedPolicyDocumentException: The provided policy document does not meet the requirements of the specified policy type. @ ',
    ],
    ['Organizations take an RCP that denies', 'resourceControl', policy({ ...root, Effect: 'Deny', Principal: '*' }), 'taken'],
    [
      'Organizations refuse an RCP that allows',
      'resourceControl',
      policy({ ...root, Principal: '*' }),
      'MalformedPolicyDocumentException: The provided policy document does not meet the requirements of the specified policy type. @ /Statement/0',
    ],
    [
      'Organizations refuse a large SCP',
      'serviceControl',
      policy({ ...read, Sid: 'S'.repeat(10_300) }),
      'ConstraintViolationException: You have exceeded the maximum policy size.',
    ],
    ['EC2 takes an endpoint policy', 'vpcEndpoint', policy({ ...read, Principal: '*' }), 'taken'],
    [
      'EC2 refuses an endpoint policy with a list for a condition',
      'vpcEndpoint',
      policy({ Condition: [], ...read, Principal: '*' }),
      'InvalidPolicyDocument: The Policy Document is not valid. Syntax error at position (1,51) @ /Statement/0/Condition',
    ],
    ['others take a policy without Resource', 'resource', policy({ Effect: 'Allow', Principal: '*', Action: 'ecr:*' }), 'taken'],
    [
      'others refuse no action',
      'resource',
      policy({ Effect: 'Allow', Principal: '*' }),
      'MalformedPolicyDocumentException: Missing required field Action @ /Statement/0',
    ],
  ])('%s', (_, type, document, expected) => {
    expect(answer(document, type)).toBe(expected)
  })
})

describe('a document written in YAML', () => {
  it('is refused at the place where its author wrote it', () => {
    const yaml = 'Version: "2012-10-17"\nStatement:\n  - Effect: allow\n    Action: s3:GetObject\n    Resource: "*"\n'
    const parsed = parseYaml(yaml, 'read.yaml')
    if (!parsed.ok) throw new Error('not read')
    const refusal = refusePolicy(JSON.stringify(policy({ ...read, Effect: 'allow' })), 'identity', { document: parsed.value })
    expect(refusal?.at).toMatchObject({ file: 'read.yaml', start: { line: 3, column: 13 } })
  })
})
