import { describe, expect, it } from 'vitest'
import type { ApiCall } from '../../src/engine/api-call.ts'
import { permissionsOf } from '../../src/engine/api-permissions.ts'
import { requestsOf } from '../../src/engine/api-request.ts'
import { accountId } from './policies.ts'

const base = { partition: 'aws', region: 'eu-west-1', account: '111122223333' }
const call = (operation: string, parameters: ApiCall['parameters'], facts?: ApiCall['facts']): ApiCall => ({
  ...base,
  operation,
  parameters,
  ...(facts === undefined ? {} : { facts }),
})
const needs = (...args: Parameters<typeof call>): readonly string[] =>
  permissionsOf(call(...args)).map(({ action, resource }) => `${action} ${resource}`)
const key = 'arn:aws:kms:eu-west-1:111122223333:key/k1'
const role = 'arn:aws:iam::111122223333:role/Reader'

describe('permissionsOf', () => {
  it.each<[string, Parameters<typeof call>, readonly string[]]>([
    ['a HEAD reads', ['s3:HeadObject', { Bucket: 'b', Key: 'k' }], ['s3:GetObject arn:aws:s3:::b/k']],
    [
      'a version is read by its own action',
      ['s3:GetObject', { Bucket: 'b', Key: 'k', VersionId: 'v' }],
      ['s3:GetObjectVersion arn:aws:s3:::b/k'],
    ],
    ['listing is on the bucket', ['s3:ListObjectsV2', { Bucket: 'b', Prefix: 'p/' }], ['s3:ListBucket arn:aws:s3:::b']],
    ['a HEAD of a bucket lists', ['s3:HeadBucket', { Bucket: 'b' }], ['s3:ListBucket arn:aws:s3:::b']],
    ['buckets have no bucket', ['s3:ListBuckets', {}], ['s3:ListAllMyBuckets *']],
    [
      'a copy reads the source and writes the target',
      ['s3:CopyObject', { Bucket: 'b', Key: 'k', CopySource: 'a/x%20y' }],
      ['s3:GetObject arn:aws:s3:::a/x y', 's3:PutObject arn:aws:s3:::b/k'],
    ],
    [
      'tags go along with a copy',
      ['s3:CopyObject', { Bucket: 'b', Key: 'k', CopySource: 'a/x' }, { sourceTags: new Map([['team', 'data']]) }],
      [
        's3:GetObject arn:aws:s3:::a/x',
        's3:GetObjectTagging arn:aws:s3:::a/x',
        's3:PutObjectTagging arn:aws:s3:::b/k',
        's3:PutObject arn:aws:s3:::b/k',
      ],
    ],
    [
      'a put under a KMS key makes a data key',
      ['s3:PutObject', { Bucket: 'b', Key: 'k' }, { encryptionKey: key }],
      ['s3:PutObject arn:aws:s3:::b/k', `kms:GenerateDataKey ${key}`],
    ],
    [
      'a put that asks for AES256 needs no key',
      ['s3:PutObject', { Bucket: 'b', Key: 'k', ServerSideEncryption: 'AES256' }, { encryptionKey: key }],
      ['s3:PutObject arn:aws:s3:::b/k'],
    ],
    [
      'whoever compares with what is there reads it',
      ['s3:CompleteMultipartUpload', { Bucket: 'b', Key: 'k', UploadId: 'u', IfMatch: '"e"' }],
      ['s3:PutObject arn:aws:s3:::b/k', 's3:GetObject arn:aws:s3:::b/k'],
    ],
    [
      'a part decrypts as well',
      ['s3:UploadPart', { Bucket: 'b', Key: 'k' }, { encryptionKey: key }],
      ['s3:PutObject arn:aws:s3:::b/k', `kms:GenerateDataKey ${key}`, `kms:Decrypt ${key}`],
    ],
    [
      'a put with an ACL and tags',
      ['s3:PutObject', { Bucket: 'b', Key: 'k', ACL: 'private', Tagging: 'a=1' }],
      ['s3:PutObject arn:aws:s3:::b/k', 's3:PutObjectAcl arn:aws:s3:::b/k', 's3:PutObjectTagging arn:aws:s3:::b/k'],
    ],
    [
      'each object of a batch',
      ['s3:DeleteObjects', { Bucket: 'b', Delete: { Objects: [{ Key: 'x' }, { Key: 'y', VersionId: 'v' }] } }],
      ['s3:DeleteObject arn:aws:s3:::b/x', 's3:DeleteObjectVersion arn:aws:s3:::b/y'],
    ],
    [
      'through an access point both are asked',
      ['s3:GetObject', { Bucket: 'arn:aws:s3:eu-west-1:111122223333:accesspoint/ap', Key: 'k' }, { accessPointBucket: 'b' }],
      ['s3:GetObject arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/k', 's3:GetObject arn:aws:s3:::b/k'],
    ],
    [
      'session tags and a source identity',
      ['sts:AssumeRole', { RoleArn: role, Tags: [{ Key: 'team', Value: 'a' }], SourceIdentity: 'alice' }],
      [`sts:AssumeRole ${role}`, `sts:TagSession ${role}`, `sts:SetSourceIdentity ${role}`],
    ],
    [
      're-encryption is two permissions',
      ['kms:ReEncrypt', { SourceKeyId: key, DestinationKeyId: 'k2' }],
      [`kms:ReEncryptFrom ${key}`, 'kms:ReEncryptTo arn:aws:kms:eu-west-1:111122223333:key/k2'],
    ],
    [
      'Glue asks for the catalog, the database and the table',
      ['glue:GetTable', { DatabaseName: 'd', Name: 't' }],
      ['catalog', 'database/d', 'table/d/t'].map((part) => `glue:GetTable arn:aws:glue:eu-west-1:111122223333:${part}`),
    ],
    ['a job hands its role over', ['glue:CreateJob', { Role: role }], ['glue:CreateJob *', `iam:PassRole ${role}`]],
    [
      'an attached policy is about the role',
      ['iam:AttachRolePolicy', { RoleName: 'Reader', PolicyArn: 'arn:aws:iam::aws:policy/X' }],
      [`iam:AttachRolePolicy ${role}`],
    ],
    [
      'a policy is about itself',
      ['iam:GetPolicy', { PolicyArn: 'arn:aws:iam::aws:policy/X' }],
      ['iam:GetPolicy arn:aws:iam::aws:policy/X'],
    ],
    ['an unknown service asks for everything', ['ec2:DescribeInstances', {}], ['ec2:DescribeInstances *']],
  ])('%s', (_, args, expected) => {
    expect(needs(...args)).toEqual(expected)
  })
})

describe('requestsOf', () => {
  const principal = { type: 'user', arn: 'arn:aws:iam::444455556666:user/etl', account: accountId('444455556666'), id: 'AIDAX' } as const
  const setting = { caller: { principal }, now: new Date(0) }

  it('KMS learns of S3, of the object and of the caller', () => {
    const { requests } = requestsOf(call('s3:GetObject', { Bucket: 'b', Key: 'k' }, { encryptionKey: key }), setting)
    const [, decrypt] = requests
    expect(decrypt?.resourceAccount).toBe('111122223333')
    expect(Object.fromEntries(decrypt?.context ?? [])).toMatchObject({
      'kms:viaservice': ['s3.eu-west-1.amazonaws.com'],
      'kms:encryptioncontext:aws:s3:arn': ['arn:aws:s3:::b/k'],
      'kms:calleraccount': ['444455556666'],
      'aws:viaawsservice': ['true'],
    })
  })

  it('what was not sent is not there, and a list call always has a number of keys', () => {
    const [list] = requestsOf(call('s3:ListObjectsV2', { Bucket: 'b' }), setting).requests
    expect(list?.context.has('s3:prefix')).toBe(false)
    expect(list?.context.get('s3:max-keys')).toEqual(['1000'])
  })

  it('says what it assumed', () => {
    const { assumed } = requestsOf(call('s3:GetObject', { Bucket: 'b', Key: 'k' }), setting)
    expect(assumed.map((assumption) => assumption.key)).toEqual([
      'aws:SourceIp',
      'aws:SecureTransport',
      's3:authType',
      's3:signatureversion',
      's3:TlsVersion',
    ])
  })
})
