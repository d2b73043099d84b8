import {
  type CORSRule,
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketTaggingCommand,
  DeleteBucketWebsiteCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  PutBucketAbacCommand,
  PutBucketAccelerateConfigurationCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketRequestPaymentCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type TargetGrant,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser, policy } from '../principals.ts'

const [owner, stranger] = ['111122223333', '444455556666']
const Bucket = 'configured'
let sandbox: Sandbox
let s3: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'configuration', accounts: [{ id: accountId(owner) }, { id: accountId(stranger) }] })
  s3 = rootClients(sandbox, owner).s3
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => sandbox.close())

describe('a bucket keeps', () => {
  it('tags, by which policies decide once it is told so', async () => {
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' })
    const TagSet = [{ Key: 'team', Value: 'data' }]
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)
    const Condition = { StringEquals: { 'aws:ResourceTag/team': 'data' } }
    const user = await createUser(sandbox, owner, 'tagged', [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', Condition }])
    await expect(user.s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: 'AccessDenied' })
    await s3.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Enabled' } }))
    await user.s3.send(new ListObjectsV2Command({ Bucket }))
    await s3.send(new DeleteBucketTaggingCommand({ Bucket }))
    await expect(user.s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('CORS rules', async () => {
    await expect(s3.send(new GetBucketCorsCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchCORSConfiguration' })
    const CORSRules = [{ ID: 'one', AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'], MaxAgeSeconds: 60 }]
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules)
    const refused = (rule: Partial<CORSRule>, count = 1) => {
      const all = Array.from({ length: count }, () => ({ AllowedMethods: ['GET'], AllowedOrigins: ['*'], ...rule }))
      return expect(s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: all } }))).rejects
    }
    for (const [message, rule, count] of [
      ['AllowedOrigin "http://*.*.com" can not have more than one wildcard.', { AllowedOrigins: ['http://*.*.com'] }, 1],
      ['AllowedHeader "*-amz-*" can not have more than one wildcard.', { AllowedHeaders: ['*-amz-*'] }, 1],
      [
        'ExposeHeader "x-amz-*" contains wildcard. We currently do not support wildcard for ExposeHeader.',
        { ExposeHeaders: ['x-amz-*'] },
        1,
      ],
      ['AllowedHeader "test header" contains invalid character.', { ExposeHeaders: ['test header'] }, 1],
      ['The number of CORS rules should not exceed allowed limit of 100 rules.', {}, 101],
    ] as const) {
      await refused({ ...rule } as Partial<CORSRule>, count).toMatchObject({ name: 'InvalidRequest', message })
    }
    await s3.send(new DeleteBucketCorsCommand({ Bucket }))
    await expect(s3.send(new GetBucketCorsCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchCORSConfiguration' })
  })

  it('lifecycle rules, and says when they would expire an object', async () => {
    const rules = (...Rules: LifecycleRule[]) =>
      s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
    const rule = (ID: string, Days: number, Filter: LifecycleRule['Filter'], Status: 'Enabled' | 'Disabled' = 'Enabled') =>
      ({ ID, Status, Expiration: { Days }, Filter }) satisfies LifecycleRule
    const tag = { Key: 'keep', Value: 'short' }
    await rules(
      rule('slow', 30, { Prefix: 'aged/' }),
      rule('quick one', 2, { And: { Prefix: 'aged/', Tags: [tag] } }),
      rule('off', 1, {}, 'Disabled'),
    )
    const midnight = (days: number): string => new Date((Math.floor(Date.now() / 86_400_000) + days + 1) * 86_400_000).toUTCString()
    const { Expiration } = await s3.send(new PutObjectCommand({ Bucket, Key: 'aged/a', Body: 'x' }))
    expect(Expiration).toBe(`expiry-date="${midnight(30)}", rule-id="slow"`)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'aged/b', Body: 'x', Tagging: 'keep=short' }))
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'aged/b' }))).Expiration).toBe(
      `expiry-date="${midnight(2)}", rule-id="quick one"`,
    )
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'aged/b', VersionId: 'null' }))).Expiration).toBeUndefined()
    expect((await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }))).Expiration).toBeUndefined()
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket }))
  })

  it('lifecycle rules', async () => {
    const Rules = [{ ID: 'expire', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 3 } }]
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
    expect(await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).toMatchObject({
      Rules,
      TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
    })
    const odd = [{ ID: 'odd', Status: 'Enabled' as const, Filter: {}, Expiration: { Date: new Date('2027-01-01T01:00:00Z') } }]
    await expect(
      s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: odd } })),
    ).rejects.toMatchObject({ message: "'Date' must be at midnight GMT" })
    const refused = async (rule: Partial<LifecycleRule>) => {
      const all = [{ Status: 'Enabled' as const, Filter: {}, ...rule }]
      const put = s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: all } }))
      const { message } = (await put.catch((error: unknown) => error)) as Error
      return message
    }
    expect(await refused({ Transitions: [{ Days: 1, StorageClass: 'STANDARD_IA' }] })).toBe(
      "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
    )
    expect(await refused({ Expiration: { Days: 9 }, Transitions: [{ Days: 9, StorageClass: 'GLACIER' }] })).toBe(
      "'Days' in the Expiration action for filter '()' must be greater than 'Days' in the Transition action",
    )
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [{ ...Rules[0]!, ID: '' }] } }))
    const [{ ID } = {}] = (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? []
    expect(Buffer.from(ID ?? '', 'base64').toString()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    for (const half of [
      { Expiration: { Days: 7, ExpiredObjectDeleteMarker: true } },
      { Expiration: {} },
      { Transitions: [{ Days: 30 }] },
      { NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER' as const }] },
      { NoncurrentVersionExpiration: { NewerNoncurrentVersions: 2 } },
      { Expiration: { Days: 2_147_483_648 } },
      { Filter: { And: { Prefix: 'a' } }, Expiration: { Days: 1 } },
      { Filter: { And: { Tags: [{ Key: 'a', Value: 'b' }] } }, Expiration: { Days: 1 } },
    ]) {
      expect(await refused(half)).toContain('did not validate against our published schema')
    }
    const tagged = { Tag: { Key: 'env', Value: 'prod' } }
    const abort = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }
    const expire = { Expiration: { Days: 1 } }
    for (const [message, rule] of [
      ['ExpiredObjectDeleteMarker cannot be specified with Tags.', { Filter: tagged, Expiration: { ExpiredObjectDeleteMarker: true } }],
      ['AbortIncompleteMultipartUpload cannot be specified with Tags.', { Filter: tagged, ...abort }],
      ['AbortIncompleteMultipartUpload cannot be specified with Object Size.', { Filter: { ObjectSizeGreaterThan: 10 }, ...abort }],
      [
        'ExpiredObjectDeleteMarker cannot be specified with Object Size.',
        { Filter: { ObjectSizeLessThan: 10 }, Expiration: { ExpiredObjectDeleteMarker: false } },
      ],
      ["'ObjectSizeLessThan' should be between 1 and 1099511627776000.", { Filter: { ObjectSizeLessThan: 0 }, ...expire }],
      ["'ObjectSizeGreaterThan' should be between 0 and 1099511627776000.", { Filter: { ObjectSizeGreaterThan: -1 }, ...expire }],
      [
        'NewerNoncurrentVersions element can only be used in Lifecycle V2.',
        { Filter: undefined, Prefix: '', NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 1 } },
      ],
      ['At least one action needs to be specified in a rule', {}],
      [
        "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
        { NoncurrentVersionExpiration: { NoncurrentDays: 0 } },
      ],
      [
        "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } },
      ],
      ["'Days' in Transition action must be nonnegative", { Transitions: [{ Days: -1, StorageClass: 'GLACIER' }] }],
      [
        "'NoncurrentDays' in NoncurrentVersionTransition action must be nonnegative",
        { NoncurrentVersionTransitions: [{ NoncurrentDays: -1, StorageClass: 'GLACIER' }] },
      ],
      [
        "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
        { Filter: { And: { ObjectSizeGreaterThan: 10, ObjectSizeLessThan: 10 } }, ...expire },
      ],
      ['The maximum size of a prefix is 1024', { Filter: { Prefix: 'a'.repeat(1025) }, ...expire }],
      ["A Tag's Key must be a length between 1 and 128.", { Filter: { Tag: { Key: 'k'.repeat(129), Value: 'v' } }, ...expire }],
      ["A Tag's Value must be a length between 0 and 256.", { Filter: { Tag: { Key: 'k', Value: 'v'.repeat(257) } }, ...expire }],
    ] as [string, Partial<LifecycleRule>][]) {
      expect(await refused(rule)).toBe(message)
    }
    const date = new Date('2027-01-01T00:00:00Z')
    const filter = { And: { Prefix: 'a', Tags: [{ Key: 'k', Value: 'v' }], ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 9 } }
    for (const [message, Filter, ...moves] of [
      [
        "'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter '(prefix=)'",
        { Prefix: '' },
        { Days: 1, StorageClass: 'GLACIER' },
        { Days: 2, StorageClass: 'GLACIER' },
      ],
      [
        "Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule for filter '()'",
        {},
        { Days: 1, StorageClass: 'GLACIER' },
        { Date: date, StorageClass: 'DEEP_ARCHIVE' },
      ],
      [
        "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '()'",
        {},
        { Date: date, StorageClass: 'GLACIER' },
      ],
      [
        "'Days' in the Transition action for StorageClass 'DEEP_ARCHIVE' for filter '(prefix=a and tag={key=k, value=v} and objectsizegreaterthan=1 and objectsizelessthan=9)' must be greater than 'Days' in the Transition action for StorageClass 'GLACIER' for filter '(prefix=a and tag={key=k, value=v} and objectsizegreaterthan=1 and objectsizelessthan=9)'",
        filter,
        { Days: 1, StorageClass: 'DEEP_ARCHIVE' },
        { Days: 1, StorageClass: 'GLACIER' },
      ],
      [
        "'Days' in the 'Transition' action for StorageClass 'DEEP_ARCHIVE' for filter '()' must be 90 days more than 'filter '()'' in the 'Transition' action for StorageClass 'GLACIER'",
        {},
        { Days: 1, StorageClass: 'GLACIER' },
        { Days: 90, StorageClass: 'DEEP_ARCHIVE' },
      ],
    ] as const) {
      expect(await refused({ Filter, Transitions: [...moves], Expiration: { Days: 365 } })).toBe(message)
    }
    const noncurrent = { NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'STANDARD_IA' as const }] }
    expect(await refused({ ...noncurrent, NoncurrentVersionExpiration: { NoncurrentDays: 30 } })).toBe(
      "'NoncurrentDays' in the NoncurrentVersionExpiration action for filter '()' must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition action",
    )
    const plain = (ID: string, Prefix: string) => ({ ID, Status: 'Enabled' as const, Prefix, ...expire })
    for (const [message, Two] of [
      ["Found overlapping prefixes '' and 'a' for same action type 'Expiration'", [plain('1', ''), plain('2', 'a')]],
      ['Filter element can only be used in Lifecycle V2.', [plain('1', ''), ...Rules]],
    ] as const) {
      const put = new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [...Two] } })
      await expect(s3.send(put)).rejects.toMatchObject({ name: 'InvalidRequest', message })
    }
    const mixed = [...Rules, { ID: 'plain', Status: 'Enabled' as const, Prefix: 'tmp/', ...expire }]
    await expect(
      s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: mixed } })),
    ).rejects.toMatchObject({ message: expect.stringContaining('Base level prefix cannot be used in Lifecycle V2') as string })
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket }))
    await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    })
  })

  it('a website', async () => {
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } }
    await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }))
    expect(await s3.send(new GetBucketWebsiteCommand({ Bucket }))).toMatchObject(WebsiteConfiguration)
    for (const [message, rule] of [
      ['The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300.', { Redirect: { HttpRedirectCode: '300' } }],
      [
        'The provided HTTP error code (300) is not valid. Valid codes are 4XX or 5XX.',
        { Redirect: { HostName: 'a' }, Condition: { HttpErrorCodeReturnedEquals: '300' } },
      ],
      ['did not validate', { Redirect: { HttpRedirectCode: 'moved' } }],
    ] as const) {
      const configuration = { ...WebsiteConfiguration, RoutingRules: [rule] }
      await expect(s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: configuration }))).rejects.toMatchObject({
        message: expect.stringContaining(message) as string,
      })
    }
    await s3.send(new DeleteBucketWebsiteCommand({ Bucket }))
    await expect(s3.send(new GetBucketWebsiteCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchWebsiteConfiguration' })
  })

  it('notifications', async () => {
    const QueueConfigurations = [{ Id: 'one', QueueArn: `arn:aws:sqs:us-east-1:${owner}:queue`, Events: ['s3:ObjectCreated:*' as const] }]
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }))
    expect((await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).QueueConfigurations).toEqual(QueueConfigurations)
  })

  it('where its logs go', async () => {
    const log = (TargetBucket: string, TargetGrants?: TargetGrant[]) =>
      s3.putBucketLogging({ Bucket, BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'log/', TargetGrants } } })
    await expect(log('no-such-target')).rejects.toMatchObject({ name: 'InvalidTargetBucketForLogging' })
    await log(Bucket)
    expect((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toMatchObject({ TargetBucket: Bucket })
    const grant: TargetGrant = { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' }
    await expect(log(Bucket, [grant])).rejects.toMatchObject({ name: 'AccessControlListNotSupported' })
    await s3.putBucketOwnershipControls({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } })
    await log(Bucket, [grant])
    expect((await s3.getBucketLogging({ Bucket })).LoggingEnabled?.TargetGrants).toEqual([grant])
    await s3.deleteBucketOwnershipControls({ Bucket })
  })

  it('replication, for which its role must be passed', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'replica' }))
    for (const name of [Bucket, 'replica']) {
      await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }))
    }
    const Role = `arn:aws:iam::${owner}:role/replication`
    const Rules = [{ ID: 'one', Status: 'Enabled' as const, Prefix: '', Destination: { Bucket: 'arn:aws:s3:::replica' } }]
    const replicate = new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role, Rules } })
    const user = await createUser(sandbox, owner, 'replicator', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }])
    await expect(user.s3.send(replicate)).rejects.toMatchObject({ message: expect.stringContaining('iam:PassRole') })
    await s3.send(replicate)
    expect((await s3.send(new GetBucketReplicationCommand({ Bucket }))).ReplicationConfiguration).toMatchObject({ Role })
    const [rule] = Rules
    for (const [message, rules] of [
      ['Rule Id cannot be greater than 255', [{ ...rule, ID: 'x'.repeat(256) }]],
      ['Rule Id must be unique', [rule, { ...rule, Prefix: 'b' }]],
      ['Rule prefix cannot be longer than maximum allowed key length of 1024', [{ ...rule, Prefix: 'x'.repeat(1025) }]],
      ['Number of defined replication rules cannot exceed 1000', Array.from({ length: 1001 }, (_, ID) => ({ ...rule, ID: String(ID) }))],
    ] as const) {
      const configuration = { Role, Rules: rules as typeof Rules }
      await expect(s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: configuration }))).rejects.toMatchObject({
        message,
      })
    }
  })

  it('whether it is accelerated', async () => {
    await s3.send(new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status: 'Enabled' } }))
    expect((await s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).Status).toBe('Enabled')
  })
})

it('Requester Pays wants outsiders to say that they pay', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'paid' }))
  await s3.send(new PutObjectCommand({ Bucket: 'paid', Key: 'a', Body: 'x' }))
  const other = await createUser(sandbox, stranger, 'payer', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }])
  const Principal = { AWS: other.arn }
  const Policy = policy({
    Effect: 'Allow',
    Principal,
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: ['arn:aws:s3:::paid', 'arn:aws:s3:::paid/*'],
  })
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'paid', Policy }))
  await s3.send(new PutBucketRequestPaymentCommand({ Bucket: 'paid', RequestPaymentConfiguration: { Payer: 'Requester' } }))
  await s3.send(new GetObjectCommand({ Bucket: 'paid', Key: 'a' }))
  await expect(other.s3.send(new GetObjectCommand({ Bucket: 'paid', Key: 'a' }))).rejects.toMatchObject({ message: 'Access Denied' })
  await expect(other.s3.send(new ListObjectsV2Command({ Bucket: 'paid' }))).rejects.toMatchObject({ name: 'AccessDenied' })
  const paid = await other.s3.send(new GetObjectCommand({ Bucket: 'paid', Key: 'a', RequestPayer: 'requester' }))
  expect(paid.RequestCharged).toBe('requester')
})

it('attributes of an object are told one by one', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'attributes', Body: 'x', ChecksumAlgorithm: 'SHA256' }))
  const attributes = await s3.send(
    new GetObjectAttributesCommand({ Bucket, Key: 'attributes', ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'] }),
  )
  expect(attributes).toMatchObject({
    ETag: '9dd4e461268c8034f5c8564e155c67a6',
    Checksum: { ChecksumType: 'FULL_OBJECT', ChecksumSHA256: 'LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=' },
    ObjectSize: 1,
    StorageClass: 'STANDARD',
  })
  const unnamed = new GetObjectAttributesCommand({ Bucket, Key: 'attributes', ObjectAttributes: [] })
  unnamed.middlewareStack.add(
    (next) => (args) => {
      delete (args.request as { headers: Record<string, string> }).headers['x-amz-object-attributes']
      return next(args)
    },
    { step: 'build', priority: 'high' },
  )
  await expect(s3.send(unnamed)).rejects.toMatchObject({
    name: 'InvalidArgument',
    message: 'Invalid attribute name specified.',
    ArgumentName: 'x-amz-object-attributes',
  })
})

it('keeps documents by id: analytics, tiering, inventory, metrics', async () => {
  const inventory = (Id: string) => ({
    Id,
    IsEnabled: true,
    IncludedObjectVersions: 'All' as const,
    Schedule: { Frequency: 'Daily' as const },
    Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${Bucket}`, Format: 'CSV' as const } },
  })
  for (const Id of ['test-1', 'z-test', 'a-test']) {
    await s3.putBucketInventoryConfiguration({ Bucket, Id, InventoryConfiguration: inventory(Id) })
  }
  await s3.deleteBucketInventoryConfiguration({ Bucket, Id: 'z-test' })
  const listed = await s3.listBucketInventoryConfigurations({ Bucket })
  expect([listed.IsTruncated, listed.InventoryConfigurationList]).toEqual([false, [inventory('a-test'), inventory('test-1')]])
  expect((await s3.getBucketInventoryConfiguration({ Bucket, Id: 'a-test' })).InventoryConfiguration).toEqual(inventory('a-test'))
  await s3.putBucketMetricsConfiguration({ Bucket, Id: 'all', MetricsConfiguration: { Id: 'all' } })
  expect((await s3.listBucketMetricsConfigurations({ Bucket })).MetricsConfigurationList).toEqual([{ Id: 'all' }])
  const tiering = { Id: 'cold', Status: 'Enabled' as const, Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' as const }] }
  await s3.putBucketIntelligentTieringConfiguration({ Bucket, Id: 'cold', IntelligentTieringConfiguration: tiering })
  expect((await s3.getBucketIntelligentTieringConfiguration({ Bucket, Id: 'cold' })).IntelligentTieringConfiguration).toEqual(tiering)
  const analytics = { Id: 'one', StorageClassAnalysis: {} }
  await s3.putBucketAnalyticsConfiguration({ Bucket, Id: 'one', AnalyticsConfiguration: analytics })
  expect((await s3.listBucketAnalyticsConfigurations({ Bucket })).AnalyticsConfigurationList).toEqual([analytics])
  const nameless = { ...inventory('a'), Destination: { S3BucketDestination: { Bucket, Format: 'CSV' as const } } }
  const refused = [
    s3.putBucketInventoryConfiguration({ Bucket, Id: 'other', InventoryConfiguration: inventory('a') }),
    s3.putBucketInventoryConfiguration({ Bucket, Id: 'a', InventoryConfiguration: nameless }),
    s3.putBucketAnalyticsConfiguration({ Bucket, Id: 'other', AnalyticsConfiguration: analytics }),
    s3.getBucketMetricsConfiguration({ Bucket, Id: 'none' }),
    s3.deleteBucketAnalyticsConfiguration({ Bucket, Id: 'none' }),
  ].map((asked) => asked.catch(({ name }: Error) => name))
  expect(await Promise.all<unknown>(refused)).toEqual([
    'IdMismatch',
    'InvalidS3DestinationBucket',
    'MalformedXML',
    'NoSuchConfiguration',
    'NoSuchConfiguration',
  ])
})

it('a document of another kind is refused, and takes nothing away', async () => {
  const { s3 } = rootClients(sandbox, owner)
  const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
  await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: closed })
  const put = new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} })
  put.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body: '<Wrong><Anything/></Wrong>' })
      return next(args)
    },
    { step: 'build', priority: 'high' },
  )
  await expect(s3.send(put)).rejects.toMatchObject({ name: 'MalformedXML' })
  expect((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration).toEqual(closed)
})
