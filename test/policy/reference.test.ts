import { describe, expect, it } from 'vitest'
import {
  actionsMatching,
  findAction,
  findConditionKey,
  findService,
  globalConditionKeys,
  referenceDate,
  servicePrefixes,
  supportsResourceControl,
} from '../../src/policy/reference.ts'
import { mayNameResource } from '../../src/policy/resource-format.ts'
import { processorTime } from '../support/processor-time.ts'

describe('the reference data', () => {
  it('has a day', () => {
    expect(referenceDate).toMatch(/^20\d\d-\d\d-\d\d$/)
  })

  it('knows every service, and each can be read', () => {
    expect(servicePrefixes.length).toBeGreaterThan(400)
    for (const prefix of servicePrefixes) expect(findService(prefix)?.prefix).toBe(prefix)
  })

  it('finds an action whatever its case', () => {
    expect(findAction('S3:getobject')).toMatchObject({ action: 's3:GetObject', service: 's3', access: 'Read' })
    expect(findAction('s3:GetObjekt')).toBeUndefined()
    expect(findAction('s3:Get:Object')).toBeUndefined()
    expect(findAction('GetObject')).toBeUndefined()
    expect(findService('__proto__')).toBeUndefined()
  })

  it('says on which resources an action is authorized', () => {
    const typesOf = (action: string): unknown =>
      findAction(action)?.resourceTypes.map(({ type, required }) => `${type.name}${required ? '!' : ''}`)
    expect(typesOf('s3:ListBucket')).toEqual(['accesspoint', 'bucket'])
    expect(typesOf('s3:ListAllMyBuckets')).toEqual([])
    expect(typesOf('sts:AssumeRole')).toEqual(['role!'])
    expect(findAction('s3:GetObject')?.resourceTypes.map(({ type }) => type.arn)).toContain(
      'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
    )
  })

  it('says which keys an action sends', () => {
    const keysOf = (action: string): readonly string[] | undefined => findAction(action)?.conditionKeys.map(({ key }) => key)
    expect(keysOf('s3:ListBucket')).toContain('s3:prefix')
    expect(keysOf('s3:GetObject')).not.toContain('s3:prefix')
    expect(keysOf('s3:GetObject')).toContain('s3:ExistingObjectTag/${TagKey}')
    expect(keysOf('sts:AssumeRole')).toContain('sts:ExternalId')
  })

  it('finds the actions of a pattern', () => {
    expect(actionsMatching('s3:ListBucket*').map(({ action }) => action)).toEqual([
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      's3:ListBucketVersions',
    ])
    expect(actionsMatching('s*:*')).toEqual([])
    expect(actionsMatching('*').length).toBeGreaterThan(20_000)
  })

  it.each([
    ['aws:sourceip', 'aws:SourceIp', 'IPAddress', false],
    ['aws:PrincipalTag/team', 'aws:PrincipalTag/${TagKey}', 'String', false],
    ['aws:TagKeys', 'aws:TagKeys', 'String', true],
    ['s3:prefix', 's3:prefix', 'String', false],
    ['s3:ExistingObjectTag/a/b', 's3:ExistingObjectTag/${TagKey}', 'String', false],
    ['kms:EncryptionContext:app', 'kms:EncryptionContext:${EncryptionContextKey}', 'String', false],
    ['SAML:aud', 'saml:aud', 'String', false],
    ['token.actions.githubusercontent.com:ref', 'token.actions.githubusercontent.com:ref', 'String', false],
  ])('knows the key `%s`', (written, key, type, multivalued) => {
    expect(findConditionKey(written)).toEqual({ key, type, multivalued })
  })

  it.each(['aws:SourceIP4', 'aws:PrincipalTag', 'aws:PrincipalTag/', 's3:prefixes', 'prefix', '', 'iam:AccessKeysCount'])(
    'does not know the key `%s`',
    (key) => {
      expect(findConditionKey(key)).toBeUndefined()
    },
  )

  it('knows the global keys and the services that RCPs bind', () => {
    expect(globalConditionKeys.map(({ key }) => key)).toContain('aws:PrincipalArn')
    expect(['s3', 'STS', 'ec2'].map(supportsResourceControl)).toEqual([true, true, false])
  })
})

describe('a pattern of resources', () => {
  const bucket = 'arn:${Partition}:s3:::${BucketName}'
  const object = 'arn:${Partition}:s3:::${BucketName}/${ObjectName}'
  const role = 'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}'

  it.each([
    ['*', bucket, true],
    ['arn:aws:s3:::b', bucket, true],
    ['arn:aws:s3:::b', object, false],
    ['arn:aws:s3:::b/*', bucket, false],
    ['arn:aws:s3:::b/', bucket, false],
    ['arn:aws:s3:::b/*', object, true],
    ['arn:aws:s3:::b/', object, false],
    ['arn:aws:s3:::b*', bucket, true],
    ['arn:aws:s3:::b*', object, true],
    ['arn:aws:s3:::*', object, true],
    ['arn:aws:s3:::b?c', object, true],
    ['arn:aws:s3:::${aws:username}', object, true],
    ['arn:aws:s3:us-east-1::b', bucket, false],
    ['arn:aws:s3:::b', role, false],
    ['arn:aws:iam::111122223333:role/path/r', role, true],
    ['arn:aws:iam::111122223333:user/u', role, false],
    ['arn:aws:iam::*:*', role, true],
    ['arn:aws:iam', role, true],
    ['', role, false],
  ])('`%s` against `%s`: %s', (pattern, format, expected) => {
    expect(mayNameResource(pattern, format)).toBe(expected)
  })

  it('of 1,000 stars is decided in bounded time', () => {
    expect(processorTime(() => expect(mayNameResource(`arn:aws:s3:::${'a*'.repeat(1000)}/`, object)).toBe(true))).toBeLessThan(500)
  })
})
