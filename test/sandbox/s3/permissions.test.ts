import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms'
import * as sdk from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../../src/sandbox/s3/index.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays, unsent } from '../asked.ts'
import { accountId, rootClients } from '../clients.ts'

const customer = '111122223333'
const canonicalId = 'a'.repeat(64)
const grant = `id="${canonicalId}"`
const later = new Date(Date.now() + 5 * 86_400_000)
const tags = [{ Key: 'team', Value: 'data' }]
const role = `arn:aws:iam::${customer}:role/replicator`
const replica = { Status: 'Enabled', Prefix: '', Destination: { Bucket: 'arn:aws:s3:::replica' } } as const
const ownPolicy = { Effect: 'Allow', Principal: { AWS: customer }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::BUCKET/*' }

/** Something for every parameter that a permission is made of; each command sends those that it has. */
const everything = {
  Key: 'daily/report.csv',
  Body: 'a,b',
  MetadataDirective: 'REPLACE',
  TaggingDirective: 'REPLACE',
  PartNumber: 1,
  Delete: { Objects: [{ Key: 'daily/report.csv' }] },
  Prefix: 'daily/',
  Delimiter: '/',
  MaxKeys: 10,
  Tagging: 'team=data',
  VersioningConfiguration: { Status: 'Enabled' },
  PublicAccessBlockConfiguration: {},
  OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
  ObjectOwnership: 'ObjectWriter',
  CreateBucketConfiguration: { LocationConstraint: 'eu-central-1', Tags: tags },
  BucketNamespace: 'global',
  ObjectLockEnabledForBucket: true,
  ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  AbacStatus: { Status: 'Enabled' },
  AccelerateConfiguration: { Status: 'Enabled' },
  BucketLoggingStatus: {},
  NotificationConfiguration: {},
  RequestPaymentConfiguration: { Payer: 'BucketOwner' },
  ReplicationConfiguration: { Role: role, Rules: [replica] },
  CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
  LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }] },
  WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
  Id: 'all',
  AnalyticsConfiguration: { Id: 'all', StorageClassAnalysis: {} },
  IntelligentTieringConfiguration: { Id: 'all', Status: 'Enabled', Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }] },
  InventoryConfiguration: {
    Id: 'all',
    IsEnabled: true,
    IncludedObjectVersions: 'All',
    OptionalFields: ['Size'],
    Schedule: { Frequency: 'Daily' },
    Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::inventories', Format: 'CSV' } },
  },
  MetricsConfiguration: { Id: 'all' },
  ObjectAttributes: ['ETag'],
  Retention: { Mode: 'GOVERNANCE', RetainUntilDate: later },
  LegalHold: { Status: 'ON' },
  RestoreRequest: { Days: 1 },
  StorageClass: 'STANDARD_IA',
  WebsiteRedirectLocation: '/other',
  ObjectLockMode: 'GOVERNANCE',
  ObjectLockRetainUntilDate: later,
  ObjectLockLegalHoldStatus: 'ON',
  BypassGovernanceRetention: true,
}

/** What excludes each other comes one after the other. */
const variants = [
  { version: 'named', acl: { ACL: 'private' }, encryption: { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/lake' } },
  {
    version: 'current',
    acl: { GrantRead: grant, GrantWrite: grant, GrantReadACP: grant, GrantWriteACP: grant, GrantFullControl: grant },
    encryption: {
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: 'k'.repeat(32),
      CopySourceSSECustomerAlgorithm: 'AES256',
      CopySourceSSECustomerKey: 'k'.repeat(32),
    },
  },
] as const

/** Access points, S3 Access Grants, annotations, enclaves, keys in many Regions: things that the sandbox does not have. */
const notBuilt =
  /AccessPoint|AccessGrants|DataAccess|annotation|event-hold|PauseRequest|RecipientAttestation|MultiRegionKeyType|AssociatedResource/

/** What the requests below cannot have: a signature in the query, a role, tags before the bucket is there, headers that S3 has for other requests. */
const notSent =
  /signatureAge|^iam:.*ResourceTag|^s3:(?:CreateBucket|TagResource) .*(?:Resource|Bucket)Tag|^s3:BypassGovernanceRetention |^s3:PutObject s3:x-amz-grant-write$|^s3:PutObjectVersionAcl s3:x-amz-(?:grant|storage)|kms:RequestAlias/

let sandbox: Sandbox
const asked: Asked[] = []
let watched = ''
let lakeKey = ''
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'permissions',
    accounts: [{ id: accountId(customer), canonicalId }],
    profile: 'legacy-s3',
    onDecision: ({ call, request }) => {
      if (call.operation === watched) asked.push({ call, request })
    },
  })
  const { kms, s3 } = rootClients(sandbox, customer)
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags: [{ TagKey: 'team', TagValue: 'data' }] }))
  lakeKey = KeyMetadata?.Arn ?? ''
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/lake', TargetKeyId: KeyMetadata?.KeyId }))
  for (const [index, operation] of Object.keys(operations).entries())
    for (const [number, variant] of variants.entries()) await attempt(s3, operation, `lab-${index}-${number}`, variant)
}, 120_000)
afterAll(() => sandbox.close())

/** Whether the call succeeds does not matter: permissions come first. */
async function attempt(
  s3: sdk.S3Client,
  operation: string,
  Bucket: string,
  { acl, encryption, version }: (typeof variants)[number],
): Promise<void> {
  watched = ''
  const found = await furnish(s3, Bucket, encryption, version)
  watched = operation
  try {
    await send(s3, operation, { ...everything, ...found, ...acl, ...encryption, ...special(operation, Bucket, version) })
  } catch (error) {
    if (!(error instanceof sdk.S3ServiceException)) throw error
  }
}

async function furnish(s3: sdk.S3Client, Bucket: string, encryption: object, version: 'named' | 'current'): Promise<object> {
  const { Key } = everything
  await s3.send(new sdk.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
  await s3.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tags } }))
  await s3.send(new sdk.PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Enabled' } }))
  const { VersionId, ETag } = await s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body: 'a,b', Tagging: 'team=data', ...encryption }))
  const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ...encryption }))
  const found = { Bucket, UploadId, IfMatch: ETag, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }
  const CopySource = `${Bucket}/${Key}`
  return version === 'current' ? { ...found, CopySource } : { ...found, VersionId, CopySource: `${CopySource}?versionId=${VersionId}` }
}

/** Parameters that mean something else in this operation. */
function special(operation: string, bucket: string, version: 'named' | 'current'): object {
  if (operation === 'PutObject' && version === 'current') return { IfMatch: undefined, IfNoneMatch: '*' }
  if (operation === 'UpdateObjectEncryption') return { ObjectEncryption: { SSEKMS: { KMSKeyArn: lakeKey } } }
  if (operation === 'CreateBucket') return { Bucket: `${bucket}-new` }
  if (/^Put(?:Bucket|Object)Tagging$/.test(operation)) return { Tagging: { TagSet: tags } }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [ownPolicy] }).replace('BUCKET', bucket)
  return operation === 'PutBucketPolicy' ? { Policy } : {}
}

async function send(s3: sdk.S3Client, operation: string, input: object): Promise<void> {
  const Command = Object.entries(sdk).find(([name]) => name === `${operation}Command`)?.[1] as new (input: object) => sdk.HeadBucketCommand
  await s3.send(new Command(input))
}

describe.each(Object.keys(operations))('%s', (operation) => {
  it('asks for actions that AWS has, on resources that they have, with keys that they send', () => {
    const own = asked.filter(({ call }) => call.operation === operation)
    expect(own).not.toEqual([])
    expect(strays(own).filter((one) => !one.endsWith('BucketObjectLockConfiguration s3:x-amz-content-sha256'))).toEqual([])
  })
})

it('sends the keys that AWS sends with each action', () => {
  expect(unsent(asked).filter((one) => !notBuilt.test(one) && !notSent.test(one))).toEqual([])
})
