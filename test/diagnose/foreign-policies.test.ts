import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { originalNames, readSetUp } from '../arbitraries/set-up.ts'
import type { ShippedName } from '../shipped.ts'

/** Policies in the styles of other people: no fault of the catalogue made them. */

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const problemsOf = (setUp: SetUp) => diagnose({ ...setUp, observations: [], circumstances }).problems
const foundIn = (setUp: SetUp): readonly string[] =>
  problemsOf(setUp).map((problem) => (problem.kind === 'fault' ? `${problem.fault} at ${problem.at?.pointer ?? ''}` : problem.kind))

interface Statement {
  readonly [element: string]: unknown
}

/** A shipped set-up with other statements in one file. */
const withStatements = (shipped: ShippedName, file: string, statements: readonly Statement[]): SetUp =>
  readSetUp(shipped, originalNames[shipped], (own, name) => (name === file ? statements : own))

const bucket = 'arn:aws:s3:::acme-exports'
const transfer = 'arn:aws:s3:::etl-transfer'
const allow = (Action: unknown, Resource: unknown, more: Statement = {}): Statement => ({ Effect: 'Allow', Action, Resource, ...more })
const deny = (Action: unknown, Resource: unknown, more: Statement = {}): Statement => ({ Effect: 'Deny', Action, Resource, ...more })
const transferStatement = allow(['s3:ListBucket', 's3:*Object'], [transfer, `${transfer}/*`])
const reading = allow('s3:GetObject', `${bucket}/*`)
const listing = allow('s3:ListBucket', bucket)

describe('the policy of the role', () => {
  it.each<[string, readonly Statement[], readonly string[]]>([
    ['one statement for everything is healthy', [allow('s3:*', '*')], []],
    [
      'wildcards in the middle are healthy',
      [allow(['s3:Get*', 's3:List*'], ['arn:aws:s3:::acme-*', 'arn:aws:s3:::*/daily/*']), transferStatement],
      [],
    ],
    ['everything but administration is healthy', [{ Effect: 'Allow', NotAction: ['iam:*', 's3:Delete*Bucket'], Resource: '*' }], []],
    ['a bucket without a slash covers its objects', [allow('s3:*', `${bucket}*`), transferStatement], []],
    [
      'everything but other buckets is healthy',
      [{ Effect: 'Allow', Action: 's3:*', NotResource: ['arn:aws:s3:::payroll', 'arn:aws:s3:::payroll/*'] }],
      [],
    ],
    [
      'both actions on the bucket alone',
      [allow(['s3:ListBucket', 's3:GetObject'], bucket), transferStatement],
      ['object-arn-missing-wildcard at /Statement/0/Resource'],
    ],
    [
      'both actions on the objects alone',
      [transferStatement, allow(['s3:Get*', 's3:List*'], [`${bucket}/*`])],
      ['list-on-object-arn at /Statement/1/Resource'],
    ],
    [
      'a folder without a star',
      [allow('s3:GetObject', `${bucket}/daily`), listing, transferStatement],
      ['object-arn-missing-wildcard at /Statement/0/Resource'],
    ],
    [
      'a folder with a slash and no star',
      [allow('s3:GetObject', `${bucket}/daily/`), listing, transferStatement],
      ['object-arn-missing-wildcard at /Statement/0/Resource'],
    ],
    [
      'the folder with a capital',
      [allow('s3:GetObject', `${bucket}/Daily/*`), listing, transferStatement],
      ['object-arn-wrong-prefix at /Statement/0/Resource'],
    ],
    [
      'a double slash',
      [allow('s3:GetObject', `${bucket}//daily/*`), listing, transferStatement],
      ['object-arn-wrong-prefix at /Statement/0/Resource'],
    ],
    [
      'the name of an API operation',
      [reading, allow(['s3:ListObjectsV2'], bucket), transferStatement],
      ['action-name-typo at /Statement/1/Action'],
    ],
    [
      'HeadObject and ListObjects',
      [allow(['s3:HeadObject', 's3:ListObjects'], [bucket, `${bucket}/*`]), transferStatement],
      ['action-name-typo at /Statement/0/Action'],
    ],
    ['a slip of the hand', [allow('s3:GetObjet', `${bucket}/*`), listing, transferStatement], ['action-name-typo at /Statement/0/Action']],
    [
      'other permissions on the right files',
      [allow(['s3:GetObjectAcl', 's3:GetObjectTagging'], `${bucket}/*`), listing, transferStatement],
      ['get-object-action-missing at /Statement/0/Action'],
    ],
    [
      'a right to list versions only',
      [reading, allow('s3:ListBucketVersions', bucket), transferStatement],
      ['list-action-missing at /Statement/1/Action'],
    ],
    [
      'all but reading',
      [{ Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' }, allow('s3:GetObject', `${transfer}/*`)],
      ['get-object-action-missing at /Statement/0/NotAction'],
    ],
    [
      'another bucket of the same owner beside',
      [reading, allow('s3:ListBucket', 'arn:aws:s3:::payroll'), transferStatement],
      ['list-action-missing at /Statement/0/Action'],
    ],
    [
      'a bucket of another stage',
      [allow('s3:GetObject', `${bucket}-staging/*`), allow('s3:ListBucket', `${bucket}-staging`), transferStatement],
      ['object-arn-wrong-bucket at /Statement/1/Resource'],
    ],
    [
      'a slip in one of two statements',
      [allow('s3:GetObject', 'arn:aws:s3:::acme-exprots/*'), listing, transferStatement],
      ['object-arn-wrong-bucket at /Statement/0/Resource'],
    ],
    [
      'a placeholder that was left in',
      [allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::YOUR-BUCKET', 'arn:aws:s3:::YOUR-BUCKET/*']), transferStatement],
      ['object-arn-wrong-bucket at /Statement/0/Resource'],
    ],
    [
      'a condition on listing over everything',
      [allow('s3:*', [bucket, `${bucket}/*`], { Condition: { StringLike: { 's3:prefix': 'daily/*' } } }), transferStatement],
      ['condition-not-applicable-to-action at /Statement/0/Condition/StringLike/s3:prefix'],
    ],
    [
      'a prefix without its slash',
      [reading, allow('s3:ListBucket', bucket, { Condition: { StringEquals: { 's3:prefix': ['', 'daily'] } } }), transferStatement],
      ['list-prefix-condition-mismatch at /Statement/1/Condition/StringEquals/s3:prefix'],
    ],
    [
      'a star under StringEquals, the key in capitals',
      [
        reading,
        allow('s3:ListBucket', bucket, { Condition: { stringequals: { 'S3:PREFIX': ['daily/*', 'weekly/*'] } } }),
        transferStatement,
      ],
      ['string-equals-with-wildcard at /Statement/1/Condition/stringequals'],
    ],
    [
      'an address and a prefix that are both wrong',
      [
        reading,
        allow('s3:ListBucket', bucket, {
          Condition: { StringLike: { 's3:prefix': 'weekly/*' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
        }),
        transferStatement,
      ],
      [
        'list-prefix-condition-mismatch at /Statement/1/Condition/StringLike/s3:prefix',
        'identity-source-ip-condition at /Statement/1/Condition/IpAddress/aws:SourceIp',
      ],
    ],
    [
      'two statements that are wrong in different ways',
      [allow('s3:GetObject', bucket), allow('s3:ListBucket', `${bucket}/*`), transferStatement],
      ['object-arn-missing-wildcard at /Statement/0/Resource', 'list-on-object-arn at /Statement/1/Resource'],
    ],
    [
      'a ban on everything but some folders',
      [
        reading,
        listing,
        transferStatement,
        { Effect: 'Deny', Action: 's3:GetObject', NotResource: [`${bucket}/weekly/*`, `${transfer}/*`] },
      ],
      ['explicit-deny-identity at /Statement/3'],
    ],
    [
      'a ban on all but listing',
      [reading, listing, transferStatement, { Effect: 'Deny', NotAction: ['s3:List*', 's3:Put*', 's3:Delete*'], Resource: [`${bucket}*`] }],
      ['explicit-deny-identity at /Statement/3'],
    ],
    ['a ban that does not reach the folder', [reading, listing, transferStatement, deny('s3:*', `${bucket}/secret/*`)], []],
    [
      'a ban on old TLS',
      [reading, listing, transferStatement, deny('s3:*', '*', { Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })],
      [],
    ],
    [
      'a folder by a tag that the role does not have',
      [allow('s3:GetObject', `${bucket}/\${aws:PrincipalTag/team}/*`), listing, transferStatement],
      ['policy-variable-undefined at /Statement/0/Resource'],
    ],
    [
      'a folder by the name of a user, in a condition of a role',
      [reading, allow('s3:ListBucket', bucket, { Condition: { StringLike: { 's3:prefix': '${aws:username}/*' } } }), transferStatement],
      ['policy-variable-undefined at /Statement/1/Condition/StringLike/s3:prefix'],
    ],
    [
      'a key of S3 that there is not',
      [reading, allow('s3:ListBucket', bucket, { Condition: { StringLike: { 's3:prefixes': 'daily/*' } } }), transferStatement],
      ['condition-key-typo at /Statement/1/Condition/StringLike/s3:prefixes'],
    ],
    [
      'an action behind the prefix of no service',
      [allow('aws-s3:GetObject', `${bucket}/*`), listing, transferStatement],
      ['action-wrong-service-prefix at /Statement/0/Action'],
    ],
    [
      'a second factor for everything',
      [allow('*', '*'), deny('*', '*', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': false } } })],
      ['mfa-required-deny at /Statement/1'],
    ],
    [
      'a demand for a second factor',
      [reading, allow('s3:ListBucket', bucket, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }), transferStatement],
      ['mfa-required-deny at /Statement/1/Condition/Bool/aws:MultiFactorAuthPresent'],
    ],
  ])('%s', (_, statements, expected) => {
    const setUp = withStatements('s3-input', 'read.json', statements)
    expect(foundIn(setUp)).toEqual(expected)
    const edits = problemsOf(setUp).flatMap((problem) => (problem.kind === 'fault' ? problem.fix.edits : []))
    expect(foundIn(applyEdits(setUp, edits))).toEqual([])
  })
})

const vendor = 'arn:aws:iam::444455556666'
const trust = (Principal: unknown, more: Statement = {}): Statement => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more })
const withId = (id: unknown): Statement => ({ Condition: { StringEquals: { 'sts:ExternalId': id } } })

describe('the trust policy of the role', () => {
  it.each<[string, readonly Statement[], readonly string[]]>([
    ['the account of the vendor', [trust({ AWS: '444455556666' }, withId('dep-42'))], []],
    ['several external IDs', [trust({ AWS: `${vendor}:root` }, withId(['dep-41', 'dep-42']))], []],
    ['a key in capitals', [trust({ AWS: `${vendor}:root` }, { Condition: { StringEquals: { 'STS:EXTERNALID': 'dep-42' } } })], []],
    [
      'two statements, one for each side',
      [trust({ Service: 'glue.amazonaws.com' }), trust({ AWS: [`${vendor}:user/etl-app`] }, withId('dep-42'))],
      [],
    ],
    [
      'the customer itself',
      [trust({ AWS: 'arn:aws:iam::111122223333:root' }, withId('dep-42'))],
      ['trust-wrong-account at /Statement/0/Principal'],
    ],
    ['an EC2 role', [trust({ Service: 'ec2.amazonaws.com' })], ['trust-service-principal-only at /Statement/0/Principal']],
    [
      'an old external ID',
      [trust({ AWS: `${vendor}:user/etl-app` }, withId('dep-24'))],
      ['trust-external-id-mismatch at /Statement/0/Condition/StringEquals/sts:ExternalId'],
    ],
    [
      'an external ID with a star',
      [trust({ AWS: `${vendor}:root` }, withId('dep-*'))],
      ['string-equals-with-wildcard at /Statement/0/Condition/StringEquals'],
    ],
    ['no external ID', [trust({ AWS: `${vendor}:root` })], ['trust-external-id-not-required at /Statement/0']],
    [
      'any external ID',
      [trust({ AWS: `${vendor}:root` }, { Condition: { StringLike: { 'sts:ExternalId': '*' } } })],
      ['trust-external-id-not-required at /Statement/0/Condition'],
    ],
    [
      'everybody, in a second statement',
      [trust({ AWS: `${vendor}:user/etl-app` }, withId('dep-42')), trust({ AWS: `${vendor}:root` })],
      ['trust-external-id-not-required at /Statement/1'],
    ],
    [
      'another account and another external ID',
      [trust({ AWS: 'arn:aws:iam::111122223333:root' }, withId('dep-24'))],
      ['trust-wrong-account at /Statement/0/Principal', 'trust-external-id-mismatch at /Statement/0/Condition/StringEquals/sts:ExternalId'],
    ],
  ])('%s', (_, statements, expected) => {
    const setUp = withStatements('s3-input', 'trust.json', statements)
    expect(foundIn(setUp)).toEqual(expected)
    const edits = problemsOf(setUp).flatMap((problem) => (problem.kind === 'fault' ? problem.fix.edits : []))
    expect(foundIn(applyEdits(setUp, edits))).toEqual([])
  })
})

const events = 'arn:aws:s3:::acme-events'
const reader = `${vendor}:role/EtleapReader`
const grant = (Principal: unknown, Action: unknown, Resource: unknown, more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource,
  ...more,
})
const ban = (Principal: unknown, more: Statement): Statement => ({
  Effect: 'Deny',
  Principal,
  Action: 's3:*',
  Resource: [events, `${events}/*`],
  ...more,
})
const whole = grant({ AWS: reader }, ['s3:GetObject', 's3:ListBucket'], [events, `${events}/*`])

describe('the policy of a bucket of another account', () => {
  it.each<[string, readonly Statement[], readonly string[]]>([
    ['the role by its ARN', [whole], []],
    [
      "everybody of the role's account, by condition",
      [grant('*', 's3:*', [events, `${events}/*`], { Condition: { StringEquals: { 'aws:PrincipalAccount': '444455556666' } } })],
      [],
    ],
    [
      'somebody else of the account',
      [grant({ AWS: `${vendor}:user/etl-scheduler` }, 's3:*', [events, `${events}/*`])],
      ['bucket-policy-missing-principal at /Statement/0/Principal'],
    ],
    [
      'the owner itself',
      [grant({ AWS: '111122223333' }, 's3:*', [events, `${events}/*`])],
      ['bucket-policy-wrong-account at /Statement/0/Principal'],
    ],
    ['files only', [grant({ AWS: reader }, 's3:GetObject', `${events}/*`)], ['bucket-policy-object-actions-only at /Statement/0/Action']],
    [
      "a perimeter of the owner's accounts",
      [whole, ban('*', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': ['111122223333'] } } })],
      ['bucket-policy-explicit-deny at /Statement/1'],
    ],
    [
      'a VPC endpoint',
      [
        whole,
        ban('*', {
          Condition: { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' }, StringNotLike: { 'aws:PrincipalArn': '*:role/Admin' } },
        }),
      ],
      ['source-vpce-deny at /Statement/1'],
    ],
    [
      'addresses',
      [
        whole,
        ban({ AWS: '*' }, { Condition: { NotIpAddress: { 'aws:SourceIp': ['198.51.100.0/24'] }, Bool: { 'aws:ViaAWSService': 'false' } } }),
      ],
      ['source-ip-deny at /Statement/1'],
    ],
    [
      'everybody but the role',
      [whole, { Effect: 'Deny', NotPrincipal: { AWS: [reader, '111122223333'] }, Action: 's3:*', Resource: [events, `${events}/*`] }],
      ['not-principal-deny-lockout at /Statement/1'],
    ],
    [
      'two bans at once',
      [whole, ban('*', { Condition: { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }), ban({ AWS: `${vendor}:root` }, {})],
      ['source-ip-deny at /Statement/1', 'bucket-policy-explicit-deny at /Statement/2'],
    ],
  ])('%s', (_, statements, expected) => {
    const setUp = withStatements('s3-input-bucket-policy', 'bucket-policy.json', statements)
    expect(foundIn(setUp).toSorted()).toEqual(expected.toSorted())
    const edits = problemsOf(setUp).flatMap((problem) => (problem.kind === 'fault' ? problem.fix.edits : []))
    expect(foundIn(applyEdits(setUp, edits))).toEqual([])
  })
})
