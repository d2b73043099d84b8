import { describe, expect, it } from 'vitest'
import { lintPolicy } from '../../src/policy/lint-policy.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { PolicyType } from '../../src/policy/policy.ts'
import { servicePrefixes } from '../../src/policy/reference.ts'
import { processorTime } from '../support/processor-time.ts'

const lint = (
  document: object,
  type: PolicyType = 'identity',
): readonly { code: string; where: string; message: string; help: string }[] => {
  const policy = parsePolicyText(JSON.stringify(document), 'p.json', type)
  if (!policy.ok) throw new Error(policy.error.map(({ message }) => message).join('; '))
  return lintPolicy(policy.value, type).map(({ code, at, message, help = '' }) => ({ code, where: at.pointer ?? '', message, help }))
}

const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme/*' }
const policy = (changes: object): object => ({ Version: '2012-10-17', Statement: [{ ...read, ...changes }] })
const list = { Action: 's3:ListBucket', Resource: 'arn:aws:s3:::acme' }

/** `code @ place in the statement` of each finding. */
const findings = (changes: object, type: PolicyType = 'identity'): readonly string[] =>
  lint(policy(changes), type).map(({ code, where }) => `${code.slice('lint/'.length)} @ ${where.slice('/Statement/0'.length)}`)

const helpOf = (changes: object): string | undefined => lint(policy(changes))[0]?.help
const messageOf = (changes: object): string | undefined => lint(policy(changes))[0]?.message

const organization = { 'aws:PrincipalOrgPaths': 'o-1/*' }

it.each<[string, object, boolean]>([
  ['a list of a global key without a set operator', { StringLike: organization }, true],
  ['the same where the key may be absent', { StringLikeIfExists: organization }, false],
  ['the same negated, which holds without the key', { StringNotLike: organization }, false],
  ['a list of a service, of which nothing is known', { StringEquals: { 'kms:EncryptionContextKeys': 'a' } }, false],
])('%s: whether a Deny can never apply', (_, Condition, never) => {
  const found = findings({ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*', Condition }).map((each) => each.split(' ')[0])
  expect(found).toEqual([...(never ? ['deny-never-fires'] : []), 'plain-operator-on-set'])
})

describe('nothing is found in a policy that works', () => {
  it.each<[string, object]>([
    ['reading objects', {}],
    ['listing under a prefix', { ...list, Condition: { StringLike: { 's3:prefix': ['daily/*', '${aws:username}/*'] } } }],
    ['every action on everything', { Action: '*', Resource: '*' }],
    ['an action without resources on `*`', { Action: 's3:ListAllMyBuckets', Resource: '*' }],
    ['a bucket and its objects in one pattern', { Action: ['s3:GetObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::acme*' }],
    ['global keys', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, Bool: { 'aws:SecureTransport': 'true' } } }],
    ['a tag of the principal', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'data' } } }],
    ['several values with a set operator', { ...list, Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } } }],
    [
      'keys through KMS',
      { Action: 'kms:Decrypt', Resource: '*', Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } },
    ],
    ['a Deny for those without MFA', { Effect: 'Deny', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }],
    ['an escaped star', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a${*}' } } }],
  ])('%s', (_, changes) => {
    expect(findings(changes)).toEqual([])
  })

  it('a trust policy on an external id or an issuer of tokens', () => {
    const trust = (Condition: object): object => ({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: '111122223333' },
        Action: ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'],
        Condition,
      },
    })
    expect(lint(trust({ StringEquals: { 'oidc.eks.us-east-1.amazonaws.com/id/ABC:sub': 'x' } }), 'trust')).toEqual([])
  })
})

describe('actions', () => {
  it.each<[unknown, readonly string[]]>([
    ['s3s:GetObject', ['unknown-service @ /Action']],
    ['s3:GetObjekt', ['unknown-action @ /Action']],
    [['s3:GetObject', 's3:Fetch*'], ['unknown-action @ /Action/1']],
    ['GetObject', ['malformed-action @ /Action']],
    ['s3:GetObject, s3:PutObject', ['malformed-action @ /Action']],
    ['s3:GetObject ', ['malformed-action @ /Action']],
    ['s3:get:Object', ['malformed-action @ /Action']],
  ])('`%s`', (Action, expected) => {
    expect(findings({ Action })).toEqual(expected)
  })

  it('come with what was probably meant', () => {
    expect(helpOf({ Action: 's3:GetObjekt' })).toBe('did you mean `s3:GetObject`?')
    expect(helpOf({ Action: 'dynamo:GetItem' })).toBe('did you mean `dynamodb`?')
    expect(helpOf({ Action: 's3:GetObject,s3:PutObject' })).toBe('write a list with one action each')
  })

  it('are known for every service of the reference data', () => {
    expect(
      findings({ Action: servicePrefixes.map((prefix) => `${prefix}:*`), Resource: '*' }).filter((code) =>
        code.startsWith('unknown-service'),
      ),
    ).toEqual([])
  })
})

describe('resources', () => {
  it.each<[object, readonly string[]]>([
    [{ ...list, Resource: 'arn:aws:s3:::acme/*' }, ['resource-not-of-action @ /Action']],
    [{ Resource: 'arn:aws:s3:::acme' }, ['resource-not-of-action @ /Action']],
    [{ Action: ['s3:GetObject', 's3:ListBucket'] }, ['resource-not-of-action @ /Action/1']],
    [{ Action: 's3:GetObject*', Resource: 'arn:aws:s3:::acme' }, ['resource-not-of-action @ /Action']],
    [{ Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::*' }, ['action-needs-star @ /Action']],
    [{ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:111122223333:alias/a' }, ['resource-not-of-action @ /Action']],
    [{ Resource: 'acme/*' }, ['malformed-resource @ /Resource']],
    [{ Resource: ['arn:aws:s3:::acme/*', 'arn:aws:s*:::acme'] }, ['malformed-resource @ /Resource/1']],
  ])('%j', (changes, expected) => {
    expect(findings(changes)).toEqual(expected)
  })

  it('come with the ARN that is missing', () => {
    expect(helpOf({ ...list, Resource: 'arn:aws:s3:::acme/daily/*' })).toBe('add `arn:aws:s3:::acme`, the bucket itself')
    expect(helpOf({ Resource: 'arn:aws:s3:::acme' })).toBe('add `arn:aws:s3:::acme/*`, its objects')
    expect(helpOf({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:111122223333:alias/a' })).toBe(
      'write `arn:aws:kms:${Region}:${Account}:key/${KeyId}`',
    )
  })
})

describe('condition keys', () => {
  it.each<[object, readonly string[]]>([
    [{ Condition: { StringEquals: { 'aws:SourceIP4': 'x' } } }, ['unknown-condition-key @ /Condition/StringEquals/aws:SourceIP4']],
    [{ Condition: { StringLike: { 's3:prefix': 'a/*' } } }, ['key-never-sent @ /Condition/StringLike/s3:prefix']],
    [
      { Action: ['s3:GetObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::acme*', Condition: { StringLike: { 's3:prefix': 'a/*' } } },
      ['key-never-sent @ /Condition/StringLike/s3:prefix'],
    ],
    [{ Condition: { StringEquals: { 'sts:ExternalId': 'dep-42' } } }, ['key-never-sent @ /Condition/StringEquals/sts:ExternalId']],
    [{ Condition: { StringEquals: { 'aws:RequestTag/team': 'data' } } }, ['key-never-sent @ /Condition/StringEquals/aws:RequestTag~1team']],
    [{ Action: 's3:*', Resource: '*', Condition: { StringLike: { 's3:prefix': 'a/*' } } }, []],
  ])('%j', (changes, expected) => {
    expect(findings(changes)).toEqual(expected)
  })

  it('come with what follows from them', () => {
    expect(messageOf({ Condition: { StringLike: { 's3:prefix': 'a/*' } } })).toBe(
      '`s3:GetObject` never sends `s3:prefix`, so this condition is never met',
    )
    expect(messageOf({ Condition: { StringNotLike: { 's3:prefix': 'a/*' } } })).toContain('is always met')
    expect(messageOf({ Condition: { StringLikeIfExists: { 's3:prefix': 'a/*' } } })).toContain('is always met')
    expect(messageOf({ Condition: { Null: { 's3:prefix': 'true' } } })).toContain('is always met')
    expect(helpOf({ Condition: { StringLike: { 's3:prefix': 'a/*' } } })).toBe('it comes with `s3:ListBucket` and `s3:ListBucketVersions`')
    expect(helpOf({ Condition: { StringEquals: { 'aws:PrincipalARN1': 'x' } } })).toBe('did you mean `aws:PrincipalArn`?')
  })
})

describe('condition values and operators', () => {
  it.each<[object, readonly string[]]>([
    [{ StringEquals: { 'aws:PrincipalTag/team': 'data-*' } }, ['wildcard-is-literal @ /Condition/StringEquals/aws:PrincipalTag~1team']],
    [{ StringEquals: { 'aws:PrincipalTag/team': ' data' } }, ['white-space @ /Condition/StringEquals/aws:PrincipalTag~1team']],
    [{ IpAddress: { 'aws:SourceIp': ['10.1.0.0/16', '203.0.113.9'] } }, ['private-source-ip @ /Condition/IpAddress/aws:SourceIp/0']],
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/33' } }, ['value-never-matches @ /Condition/IpAddress/aws:SourceIp']],
    [{ StringEquals: { 'aws:SourceIp': '203.0.113.0/24' } }, ['operator-does-not-fit-key @ /Condition/StringEquals/aws:SourceIp']],
    [{ Bool: { 'aws:SecureTransport': 'yes' } }, ['value-never-matches @ /Condition/Bool/aws:SecureTransport']],
    [{ DateLessThan: { 'aws:CurrentTime': 'soon' } }, ['value-never-matches @ /Condition/DateLessThan/aws:CurrentTime']],
    [{ DateLessThan: { 'aws:CurrentTime': ['2026-01-31T00:00:00Z', '2026', '1900000000'] } }, []],
    [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '1h' } }, ['value-never-matches @ /Condition/NumericLessThan/aws:MultiFactorAuthAge']],
    [{ ArnLike: { 'aws:PrincipalArn': 'role/etl' } }, ['value-never-matches @ /Condition/ArnLike/aws:PrincipalArn']],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}' } }, []],
    [{ Null: { 'aws:PrincipalArn': 'absent' } }, ['value-never-matches @ /Condition/Null/aws:PrincipalArn']],
    [{ 'ForAllValues:StringEquals': { 'aws:PrincipalArn': 'x' } }, ['set-operator-on-single-value @ /Condition/ForAllValues:StringEquals']],
    [{ StringEquals: { 'aws:PrincipalOrgPaths': 'x' } }, ['plain-operator-on-set @ /Condition/StringEquals']],
    [{ Null: { 'aws:PrincipalOrgPaths': 'false' } }, []],
    [
      { NumericEquals: { 'aws:MultiFactorAuthAge': '${aws:EpochTime}' } },
      [
        'value-never-matches @ /Condition/NumericEquals/aws:MultiFactorAuthAge',
        'variable-not-filled @ /Condition/NumericEquals/aws:MultiFactorAuthAge',
      ],
    ],
  ])('%j', (Condition, expected) => {
    expect(findings({ Condition })).toEqual(expected)
  })

  it('come with what to write instead', () => {
    expect(helpOf({ Condition: { StringNotEqualsIfExists: { 'aws:PrincipalTag/team': 'a*' } } })).toBe('write `StringNotLikeIfExists`')
    expect(helpOf({ Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalArn': 'x' } } })).toBe('write `StringEquals`')
    expect(helpOf({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'data ' } } })).toBe('write `data`')
  })
})

describe('variables', () => {
  const old = (statement: object): readonly string[] => lint({ Statement: statement }).map(({ code }) => code)
  it('are told when the policy is too old for them', () => {
    expect(old({ ...read, Resource: 'arn:aws:s3:::acme/${aws:username}/*' })).toEqual(['lint/variable-in-old-version'])
    expect(old({ ...read, Condition: { StringLike: { 'aws:userid': '${aws:userid}' } } })).toEqual(['lint/variable-in-old-version'])
    expect(old(read)).toEqual([])
  })

  it('are told where a resource takes none', () => {
    expect(findings({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:${aws:PrincipalAccount}:q' })).toEqual([
      'variable-before-resource @ /Resource',
    ])
    expect(findings({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:*:${aws:username}-queue' })).toEqual([])
  })
})

describe('a Deny', () => {
  it.each<[string, object]>([
    ['on a key that does not exist', { Condition: { NumericGreaterThan: { 'iam:AccessKeysCount': '1' } } }],
    ['on a key that the action never sends', { Condition: { StringLike: { 's3:prefix': 'a/*' } } }],
    ['of an action that does not exist', { Action: 's3:GetObjects' }],
    ['on a resource that the action does not take', { Resource: 'arn:aws:s3:::acme' }],
    ['on private addresses alone', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
    ['on a value that is no number', { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': 'x' } } }],
  ])('%s can never fire', (_, changes) => {
    expect(findings({ Effect: 'Deny', ...changes })[0]).toBe('deny-never-fires @ ')
    expect(findings(changes)).not.toContain('deny-never-fires @ ')
  })

  it.each<[string, object]>([
    ['whose negated condition has an unknown key', { Condition: { StringNotEquals: { 'aws:NoSuchKey': 'x' } } }],
    ['with another action that exists', { Action: ['s3:GetObject', 's3:GetObjects'] }],
    ['with another address that is public', { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.9'] } } }],
    ['of all actions but one that does not exist', { Action: undefined, NotAction: 's3:GetObjects' }],
  ])('%s can fire', (_, changes) => {
    expect(findings({ Effect: 'Deny', ...changes })).not.toContain('deny-never-fires @ ')
  })
})

describe('NotPrincipal', () => {
  it('with Allow lets everybody else in', () => {
    expect(findings({ NotPrincipal: { AWS: '111122223333' } }, 'bucket')).toEqual(['not-principal-allows @ /NotPrincipal'])
    expect(findings({ Effect: 'Deny', NotPrincipal: { AWS: '111122223333' } }, 'bucket')).toEqual([])
  })
})

describe('10,000 statements', () => {
  it('are looked at in bounded time', () => {
    const Statement = Array.from({ length: 10_000 }, (_, index) => ({ ...read, Resource: `arn:aws:s3:::acme/${index}/*` }))
    expect(processorTime(() => expect(lint({ Version: '2012-10-17', Statement })).toEqual([]))).toBeLessThan(5000)
  })
})
