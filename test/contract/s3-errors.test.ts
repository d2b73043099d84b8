import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as kms from '@aws-sdk/client-kms'
import * as sdk from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../sandbox/clients.ts'
import { type PostOptions, postForm, readError } from '../sandbox/s3/post-form.ts'

interface Recorded {
  readonly code: string
  /** Absent where AWS sends none. */
  readonly message: string | null
  /** Null where the recording did not keep it. */
  readonly status: number | null
  readonly fields: Readonly<Record<string, string | null>>
  readonly test: string
}

const account = '111111111111'
const recorded: readonly Recorded[] = readFileSync(new URL('s3-errors.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

let sandbox: Sandbox
let root: Clients
let s3: sdk.S3Client
/** An account whose buckets have the defaults of old: ACLs on, nothing blocked. */
let legacy: Sandbox
let old: sdk.S3Client
/** A client that sends no checksums of its own accord. */
let plain: sdk.S3Client
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 's3 contract', accounts: [{ id: accountId(account) }] })
  root = rootClients(sandbox, account)
  s3 = root.s3
  const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials ?? { accessKeyId: '', secretAccessKey: '' }
  const { endpoint } = sandbox
  plain = new sdk.S3Client({
    endpoint,
    credentials,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  legacy = await startSandbox({ seed: 's3 contract', accounts: [{ id: accountId(account) }], profile: 'legacy-s3' })
  old = rootClients(legacy, account).s3
})
afterAll(async () => {
  await sandbox.close()
  await legacy.close()
})

let count = 0
async function bucket(client = s3, more: Partial<sdk.CreateBucketCommandInput> = {}): Promise<string> {
  count += 1
  const Bucket = `contract-${count}`
  await client.send(new sdk.CreateBucketCommand({ Bucket, ...more }))
  return Bucket
}
const region = (name: string): sdk.S3Client => rootClients(sandbox, account, name).s3
async function put(more: Partial<sdk.PutObjectCommandInput> = {}, Bucket?: string): Promise<{ Bucket: string; Key: string }> {
  const object = { Bucket: Bucket ?? (await bucket()), Key: 'test-key' }
  await s3.send(new sdk.PutObjectCommand({ ...object, Body: 'test-data', ...more }))
  return object
}
async function versioned(Status: 'Enabled' | 'Suspended' = 'Enabled'): Promise<string> {
  const Bucket = await bucket()
  await s3.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
  return Bucket
}
async function begin(more: Partial<sdk.CreateMultipartUploadCommandInput> = {}) {
  const object = { Bucket: more.Bucket ?? (await bucket()), Key: 'test-key' }
  const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand({ ...object, ...more }))
  return { ...object, UploadId }
}
type Begun = Awaited<ReturnType<typeof begin>>
async function part(upload: Begun, PartNumber: number, more: Partial<sdk.UploadPartCommandInput> = {}): Promise<sdk.CompletedPart> {
  const sent = await s3.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body: 'data', ...more }))
  return {
    PartNumber,
    ETag: sent.ETag,
    ChecksumCRC32: sent.ChecksumCRC32,
    ChecksumCRC32C: sent.ChecksumCRC32C,
    ChecksumSHA1: sent.ChecksumSHA1,
    ChecksumSHA256: sent.ChecksumSHA256,
  }
}
const complete = (upload: Begun, Parts: sdk.CompletedPart[], more: Partial<sdk.CompleteMultipartUploadCommandInput> = {}) =>
  s3.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }))
const bare = ({ PartNumber, ETag }: sdk.CompletedPart): sdk.CompletedPart => ({ PartNumber, ETag })
const create = (client: sdk.S3Client, LocationConstraint?: string, more: object = {}) => {
  count += 1
  const input = { Bucket: `contract-${count}`, CreateBucketConfiguration: { LocationConstraint }, ...more }
  return client.send(new sdk.CreateBucketCommand(input as sdk.CreateBucketCommandInput))
}
const digest = (length: number): string => Buffer.alloc(length).toString('base64')
const customer = (letter = 'k') => {
  const key = Buffer.alloc(32, letter)
  const SSECustomerKeyMD5 = createHash('md5').update(key).digest('base64')
  return { SSECustomerAlgorithm: 'AES256', SSECustomerKey: key.toString('base64'), SSECustomerKeyMD5 }
}
const [customerKey, otherKey] = [customer(), customer('o')]
/** A bucket that takes customers' keys. */
async function unblocked(): Promise<string> {
  const Bucket = await bucket()
  const Rules = [{ BlockedEncryptionTypes: { EncryptionType: ['NONE' as const] } }]
  await s3.send(new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
  return Bucket
}
const putCustomer = async (more: object) => put(more, await unblocked())
/** Sends a command after its request was changed in a way that the client would not allow. */
function altered(command: sdk.PutObjectCommand | sdk.CreateBucketCommand, change: (request: AlteredRequest) => void, client = s3) {
  const stack = command.middlewareStack as unknown as MiddlewareAdder
  stack.add(
    (next) => (args) => {
      change(args.request)
      return next(args)
    },
    { step: 'build', priority: 'high' },
  )
  return client.send(command as sdk.PutObjectCommand)
}
interface AlteredRequest {
  readonly headers: Record<string, string>
  body?: unknown
}
type Handler = (args: { request: AlteredRequest }) => unknown
interface MiddlewareAdder {
  add(middleware: (next: Handler) => Handler, options: { step: 'build'; priority: 'high' }): void
}
const misdigested = async () =>
  altered(new sdk.PutObjectCommand({ Bucket: await unblocked(), Key: 'a', Body: 'x', ...customerKey }), ({ headers }) => {
    headers['x-amz-server-side-encryption-customer-key-md5'] = otherKey.SSECustomerKeyMD5
  })
const getCustomer = async (more: object) => s3.send(new sdk.GetObjectCommand({ ...(await putCustomer(customerKey)), ...more }))
const lock = { ObjectLockEnabledForBucket: true }
const inAnHour = (): Date => new Date(Date.now() + 3_600_000)
const website = async (WebsiteConfiguration: object) =>
  s3.send(new sdk.PutBucketWebsiteCommand({ Bucket: await bucket(), WebsiteConfiguration }))
const lifecycle = async (rule: object) =>
  s3.send(
    new sdk.PutBucketLifecycleConfigurationCommand({
      Bucket: await bucket(),
      LifecycleConfiguration: { Rules: [{ ID: 'one', Status: 'Enabled', Filter: {}, ...rule }] },
    }),
  )
const notify = async (NotificationConfiguration: sdk.NotificationConfiguration) =>
  s3.send(new sdk.PutBucketNotificationConfigurationCommand({ Bucket: await bucket(), NotificationConfiguration }))
const bucketTags = async (...TagSet: sdk.Tag[]) => s3.send(new sdk.PutBucketTaggingCommand({ Bucket: await bucket(), Tagging: { TagSet } }))
const objectTags = async (...TagSet: sdk.Tag[]) => s3.send(new sdk.PutObjectTaggingCommand({ ...(await put()), Tagging: { TagSet } }))
const bucketAcl = async (more: object) => old.send(new sdk.PutBucketAclCommand({ Bucket: await bucket(old), ...more }))
const copy = async (object: { Bucket: string; Key: string }, more: Partial<sdk.CopyObjectCommandInput> = {}) =>
  s3.send(new sdk.CopyObjectCommand({ ...object, CopySource: `${object.Bucket}/${object.Key}`, ...more }))
const copyPart = async (CopySourceRange: string) => {
  const { Bucket, Key } = await put({ Body: '0123456789' })
  const upload = await begin({ Bucket })
  return s3.send(new sdk.UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource: `${Bucket}/${Key}`, CopySourceRange }))
}
const ownedBy = async (ExpectedBucketOwner: string) =>
  s3.send(new sdk.GetBucketPolicyCommand({ Bucket: await bucket(), ExpectedBucketOwner }))
const kmsKey = async (): Promise<string> => (await root.kms.send(new kms.CreateKeyCommand({}))).KeyMetadata?.KeyId ?? ''
const putKms = (SSEKMSKeyId: string) => put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId })
const composite = (ChecksumAlgorithm: sdk.ChecksumAlgorithm) => begin({ ChecksumAlgorithm })
const withoutChecksum = (ChecksumAlgorithm: sdk.ChecksumAlgorithm) => async () => {
  const upload = await composite(ChecksumAlgorithm)
  return complete(upload, [bare(await part(upload, 1, { ChecksumAlgorithm }))])
}
const full = async () => begin({ ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' })
const putChecksum = (name: string, length: number) => put({ [name]: digest(length) })
const putNoBase64 = (name: string) => put({ [name]: 'test' })
const post = async (options: Partial<PostOptions>): Promise<never> => {
  const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials
  const signed = credentials === undefined ? {} : { credentials }
  const response = await postForm({
    endpoint: sandbox.endpoint,
    bucket: await bucket(),
    ...signed,
    fields: { key: 'a' },
    file: 'test-content',
    ...options,
  })
  const { Code, Message, ...fields } = await readError(response)
  throw { name: Code, message: Message, ...fields, $metadata: { httpStatusCode: response.status } }
}
const redirectTo = (url: string, ...condition: unknown[]) =>
  post({ fields: { key: 'a', success_action_redirect: url }, conditions: [condition] })

/** By the recording test: the call that brings the same answer about. */
const provocations: Readonly<Record<string, () => Promise<unknown>>> = {
  'test_s3_get_object_preconditions[get_object]/precondition-if-none-match': async () => {
    const object = await put()
    const { ETag } = await s3.send(new sdk.HeadObjectCommand(object))
    await s3.send(new sdk.GetObjectCommand({ ...object, IfNoneMatch: ETag }))
  },
  'test_object_retrieval_sse_c/head-obj-sse-c-wrong-algo': async () =>
    s3.send(new sdk.HeadObjectCommand({ ...(await putCustomer(customerKey)), ...customerKey, SSECustomerAlgorithm: 'KMS' })),
  'test_create_bucket_head_bucket/head_bucket_not_exist': () => s3.send(new sdk.HeadBucketCommand({ Bucket: 'never-created' })),
  'test_object_lock_delete_markers/head-object-locked-delete-marker': async () => {
    const object = await put({}, await versioned())
    const { VersionId } = await s3.send(new sdk.DeleteObjectCommand(object))
    await s3.send(new sdk.HeadObjectCommand({ ...object, VersionId }))
  },
  'test_s3_get_object_preconditions[head_object]/precondition-if-match': async () =>
    s3.send(new sdk.HeadObjectCommand({ ...(await put()), IfMatch: '"other"' })),
  'test_post_request_expires/exception': () => post({ expiration: new Date(0) }),
  'test_post_request_missing_fields[s3]/exception-no-sig-related-fields': () =>
    post({ without: ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'] }),
  'test_s3_object_retention_exc/update-retention-no-bypass': async () => {
    const retain = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inAnHour() } as const
    const object = await put(retain, await bucket(s3, lock))
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 60_000) } as const
    await s3.send(new sdk.PutObjectRetentionCommand({ ...object, Retention }))
  },
  'test_post_object_policy_validation_size/invalid-content-length-wrong-type': () =>
    post({ conditions: [['content-length-range', 'test', 10]] }),
  'test_post_object_policy_conditions_validation_eq/invalid-condition-eq': () =>
    redirectTo('http://localhost.test/other', 'eq', '$success_action_redirect', 'http://localhost.test/random'),
  'test_post_object_policy_conditions_validation_eq/invalid-condition-missing-prefix': () =>
    redirectTo('http://localhost.test/random', 'eq', 'success_action_redirect', 'http://localhost.test/random'),
  'test_post_object_policy_conditions_validation_eq/invalid-condition-wrong-value-casing': () =>
    redirectTo('http://localhost.test/random', 'eq', '$success_action_redirect', 'HTTP://localhost.test/random'),
  'test_post_object_policy_conditions_validation_starts_with/invalid-condition-starts-with': () =>
    redirectTo('http://other.test/random', 'starts-with', '$success_action_redirect', 'http://localhost'),
  'test_object_retrieval_sse_c/get-obj-sse-c-wrong-key': () => getCustomer(otherKey),
  'test_get_bucket_policy/get-bucket-policy-with-expected-bucket-owner-error': () => ownedBy('000000000002'),
  'test_put_object_checksum[CRC32]/put-wrong-checksum-value': () => putChecksum('ChecksumCRC32', 4),
  'test_put_object_checksum[CRC32C]/put-wrong-checksum-value': () => putChecksum('ChecksumCRC32C', 4),
  'test_put_object_checksum[SHA1]/put-wrong-checksum-value': () => putChecksum('ChecksumSHA1', 20),
  'test_put_object_checksum[SHA256]/put-wrong-checksum-value': () => putChecksum('ChecksumSHA256', 32),
  'test_put_object_checksum[CRC64NVME]/put-wrong-checksum-value': () => putChecksum('ChecksumCRC64NVME', 8),
  'test_s3_invalid_content_md5/md5-error-bad-digest': () =>
    put({ Body: 'something', ContentMD5: Buffer.from('09891eb590524e35fc73372cddc5d596', 'hex').toString('base64') }),
  'test_multipart_parts_checksum_exceptions_composite/complete-part-with-checksum': async () => {
    const upload = await begin({})
    await complete(upload, [{ ...bare(await part(upload, 1, {})), ChecksumSHA256: digest(32) }])
  },
  'test_multipart_parts_checksum_exceptions_full_object/complete-part-good-checksum-no-type': async () => {
    const upload = await full()
    const sent = await part(upload, 1, { ChecksumAlgorithm: 'CRC32C' })
    await complete(upload, [bare(sent)], { ChecksumCRC32C: sent.ChecksumCRC32C })
  },
  'test_create_bucket_with_existing_name/create-bucket-us-west-1': async () => {
    const west = region('us-west-1')
    const Bucket = await bucket(west, { CreateBucketConfiguration: { LocationConstraint: 'us-west-1' } })
    await west.send(new sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-1' } }))
  },
  'test_delete_versioned_bucket_with_objects/delete-with-obj-and-delete-marker': async () =>
    s3.send(new sdk.DeleteBucketCommand(await put({}, await versioned()))),
  'test_delete_bucket_with_objects/delete-with-obj': async () => s3.send(new sdk.DeleteBucketCommand(await put())),
  'test_put_bucket_logging_cross_locations/put-bucket-logging-different-regions': async () => {
    const [west, east] = [region('us-west-2'), region('us-east-2')]
    const Bucket = await bucket(west, { CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } })
    const TargetBucket = await bucket(east, { CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } })
    await west.send(
      new sdk.PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: '' } } }),
    )
  },
  'test_put_bucket_logging_wrong_target/put-bucket-logging-different-regions': async () => {
    const west = region('us-west-2')
    const TargetBucket = await bucket(west, { CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } })
    const BucketLoggingStatus = { LoggingEnabled: { TargetBucket, TargetPrefix: 'log' } }
    await s3.send(new sdk.PutBucketLoggingCommand({ Bucket: await bucket(), BucketLoggingStatus }))
  },
  'test_post_object_policy_validation_size/invalid-content-length-too-big': () => post({ conditions: [['content-length-range', 5, 10]] }),
  'test_multipart_complete_multipart_too_small/complete-exc-too-small': async () => {
    const upload = await begin()
    await complete(upload, [bare(await part(upload, 1)), bare(await part(upload, 2))])
  },
  'test_post_object_policy_validation_size/invalid-content-length-too-small': () =>
    post({ file: 'a', conditions: [['content-length-range', 5, 10]] }),
  'test_different_location_constraint/create-bucket-us-east-2-no-constraint-exc': () =>
    altered(
      new sdk.CreateBucketCommand({ Bucket: 'unspecified' }),
      (request) => {
        request.body = undefined
      },
      region('us-east-2'),
    ),
  'test_different_location_constraint/create-bucket-us-east-2-constraint-to-us-west-1': () => create(region('us-east-2'), 'us-west-1'),
  'test_different_location_constraint/create-bucket-us-west-1-constraint-to-us-east-2': () => create(region('us-west-1'), 'us-east-2'),
  'test_different_location_constraint/create-bucket-us-west-1-constraint-to-us-east-1': () => create(region('us-west-1'), 'us-east-1'),
  'test_bucket_constraint_aws_global[us-west-1]/aws-global-constraint': () => create(region('us-west-1'), 'aws-global'),
  'test_create_bucket_with_eu_location_constraint_raises/eu-location-constraint-error': () => create(region('us-west-1'), 'EU'),
  'test_create_bucket_with_invalid_location_constraint[eu-west-1-bar]/eu-west-1-location-constraint-bar-error': () =>
    create(region('eu-west-1'), 'bar'),
  'test_bucket_versioning_crud/put-versioning-empty': async () =>
    s3.send(new sdk.PutBucketVersioningCommand({ Bucket: await bucket(), VersioningConfiguration: {} })),
  'test_s3_bucket_acl_exceptions/put-bucket-canned-acl': () => bucketAcl({ ACL: 'fake-acl' }),
  'test_s3_bucket_acl_exceptions/put-bucket-grant-acl-fake-uri': () =>
    bucketAcl({ GrantWrite: 'uri="http://acs.amazonaws.com/groups/s3/FakeGroup"' }),
  'test_s3_bucket_acl_exceptions/put-bucket-grant-acl-fake-key': () => bucketAcl({ GrantWrite: 'fakekey="1234"' }),
  'test_s3_bucket_acl_exceptions/put-bucket-grant-acl-wrong-id': () => bucketAcl({ GrantWrite: 'id="wrong-id"' }),
  'test_post_request_missing_signature[s3]/exception-missing-signature': () =>
    post({
      fields: { key: 'a', AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
      without: ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'],
    }),
  'test_post_request_missing_signature[s3v4]/exception-missing-signature': () => post({ without: ['x-amz-signature'] }),
  'test_post_request_missing_fields[s3]/exception-missing-fields': () => post({ fields: { key: 'a', signature: 'x' } }),
  'test_post_request_missing_fields[s3v4]/exception-missing-fields': () => post({ without: ['x-amz-algorithm'] }),
  'test_validate_website_configuration/invalid-website-conf-0': () => website({ IndexDocument: { Suffix: '/index.html' } }),
  'test_validate_website_configuration/invalid-website-conf-2': () =>
    website({ IndexDocument: { Suffix: 'index.html' }, RedirectAllRequestsTo: { HostName: 'test.com' } }),
  'test_validate_website_configuration/invalid-website-conf-3': () => website({ ErrorDocument: { Key: 'error.html' } }),
  'test_complete_multipart_parts_order/upload-part-negative-part-number': async () => part(await begin(), -1),
  'test_put_bucket_lifecycle_conf_exc/wrong-data-no-midnight': () => lifecycle({ Expiration: { Date: new Date('2027-01-01T01:00:00Z') } }),
  'test_s3_object_retention_exc/update-retention-past-date': async () => {
    const object = await put({}, await bucket(s3, lock))
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date('2020-01-01T00:00:00Z') } as const
    await s3.send(new sdk.PutObjectRetentionCommand({ ...object, Retention }))
  },
  'test_bucket_config_default_retention/put-object-with-lock-no-date': async () =>
    put({ ObjectLockMode: 'GOVERNANCE' }, await bucket(s3, lock)),
  'test_s3_copy_object_wrong_format/copy-object-wrong-copy-source': async () => copy(await put(), { CopySource: 'no-slash' }),
  'test_put_object_validation_sse_c/put-obj-sse-c-both-encryption': () => putCustomer({ ...customerKey, ServerSideEncryption: 'AES256' }),
  'test_put_object_validation_sse_c/put-obj-sse-c-no-algo': () => putCustomer({ ...customerKey, SSECustomerAlgorithm: undefined }),
  'test_put_object_validation_sse_c/put-obj-sse-c-no-key': () =>
    putCustomer({ SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: customerKey.SSECustomerKeyMD5 }),
  'test_put_object_validation_sse_c/put-obj-sse-c-no-md5': () =>
    putCustomer({ ...customerKey, SSECustomerKey: Buffer.alloc(16).toString('base64') }),
  'test_put_object_validation_sse_c/put-obj-sse-c-bad-md5': () => misdigested(),
  'test_s3_object_lock_mode_validation/put-obj-locked-bad-value': async () =>
    put({ ObjectLockMode: 'BAD-VALUE' as 'GOVERNANCE', ObjectLockRetainUntilDate: inAnHour() }, await bucket(s3, lock)),
  'test_delete_object_versioned/delete-with-bad-version': async () =>
    s3.send(new sdk.DeleteObjectCommand({ ...(await put({}, await versioned())), VersionId: 'bad-version' })),
  'test_s3_default_bucket_encryption_exc/put-bucket-encryption-kms-with-aes': async () => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const, KMSMasterKeyID: 'key' } }]
    await s3.send(new sdk.PutBucketEncryptionCommand({ Bucket: await bucket(), ServerSideEncryptionConfiguration: { Rules } }))
  },
  'test_object_tagging_exc/put-obj-duplicate-tagging': () => put({ Tagging: 'key1=val1&key1=val2' }),
  'test_bucket_ownership_controls_exc/ownership-wrong-value-at-creation': () => create(s3, undefined, { ObjectOwnership: 'RandomValue' }),
  'test_bucket_ownership_controls_exc/ownership-non-value-at-creation': () => create(s3, undefined, { ObjectOwnership: '' }),
  'test_upload_part_copy_range/upload-part-copy-wrong-format': () => copyPart('0-8'),
  'test_upload_part_copy_range/upload-part-copy-range-exc-0-100': () => copyPart('bytes=0-100'),
  'test_upload_part_copy_range/upload-part-copy-range-exc-100-200': () => copyPart('bytes=100-200'),
  'test_delete_object_with_no_locking/delete-object-bypass-no-lock': async () =>
    s3.send(new sdk.DeleteObjectCommand({ ...(await put()), BypassGovernanceRetention: true })),
  'test_bucket_notification_with_invalid_filter_rules/invalid_filter_name': () =>
    notify({
      QueueConfigurations: [
        {
          QueueArn: `arn:aws:sqs:us-east-1:${account}:queue`,
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'INVALID' as 'prefix', Value: 'x' }] } },
        },
      ],
    }),
  'test_list_objects_v2_continuation_start_after/exc-continuation-token': async () =>
    s3.send(new sdk.ListObjectsV2Command({ Bucket: await bucket(), ContinuationToken: 'made-up' })),
  'test_list_objects_versions_markers/list-objects-next-version-only': async () =>
    s3.send(new sdk.ListObjectVersionsCommand({ Bucket: await bucket(), VersionIdMarker: 'null' })),
  'test_list_multiparts_next_marker/list-multiparts-wrong-id-for-key': async () => {
    const { Bucket, Key } = await begin()
    await s3.send(new sdk.ListMultipartUploadsCommand({ Bucket, KeyMarker: Key, UploadIdMarker: 'made-up' }))
  },
  'test_list_buckets_region_validation/bad-region': () => s3.send(new sdk.ListBucketsCommand({ BucketRegion: 'eu-east-1' })),
  'test_list_ops_encoding_type_validation[list_objects_v2]/list_objects_v2-error-wrong-value': async () =>
    s3.send(new sdk.ListObjectsV2Command({ Bucket: await bucket(), EncodingType: 'value' as 'url' })),
  'test_invalid_lambda_arn/invalid_not_skip': () =>
    notify({ LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'invalid-queue', Events: ['s3:ObjectCreated:*'] }] }),
  'test_s3_uppercase_bucket_name/uppercase-bucket': () => s3.send(new sdk.CreateBucketCommand({ Bucket: 'UpperCase' })),
  'test_delete_bucket_policy_expected_bucket_owner/delete-bucket-policy-invalid-bucket-owner': async () =>
    s3.send(new sdk.DeleteBucketPolicyCommand({ Bucket: await bucket(), ExpectedBucketOwner: 'invalid' })),
  'test_get_bucket_policy_invalid_account_id[0000]/get-bucket-policy-invalid-bucket-owner': () => ownedBy('0000'),
  'test_get_bucket_policy_invalid_account_id[0000000000020]/get-bucket-policy-invalid-bucket-owner': () => ownedBy('0000000000020'),
  'test_get_bucket_policy_invalid_account_id[abcd]/get-bucket-policy-invalid-bucket-owner': () => ownedBy('abcd'),
  'test_get_bucket_policy_invalid_account_id[aa000000000$]/get-bucket-policy-invalid-bucket-owner': () => ownedBy('aa000000000$'),
  'test_put_object_lock_configuration_on_existing_bucket/put-object-lock-existing-bucket-no-versioning': async () =>
    s3.send(
      new sdk.PutObjectLockConfigurationCommand({ Bucket: await bucket(), ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
    ),
  'test_disable_versioning_on_locked_bucket/disable-versioning-on-locked-bucket': async () =>
    s3.send(new sdk.PutBucketVersioningCommand({ Bucket: await bucket(s3, lock), VersioningConfiguration: { Status: 'Suspended' } })),
  'test_s3_invalid_content_md5/md5-error-0': () => put({ ContentMD5: '__invalid__' }),
  'test_put_object_validation_sse_c/put-obj-sse-c-wrong-algo': () => putCustomer({ ...customerKey, SSECustomerAlgorithm: 'KMS' }),
  'test_different_location_constraint/create-bucket-constraint-us-east-1': () => create(s3, 'us-east-1'),
  'test_s3_get_deep_archive_object_restore/get-object-invalid-state': async () =>
    s3.send(new sdk.GetObjectCommand(await put({ StorageClass: 'DEEP_ARCHIVE' }))),
  'test_multipart_complete_multipart_wrong_part/complete-exc-wrong-part-number': async () => {
    const upload = await begin()
    await complete(upload, [{ ...bare(await part(upload, 1)), PartNumber: 2 }])
  },
  'test_get_object_part/part-doesnt-exist': async () => {
    const upload = await begin()
    const Body = Buffer.alloc(5 * 1024 * 1024)
    await complete(upload, [bare(await part(upload, 1, { Body })), bare(await part(upload, 2))])
    await s3.send(new sdk.GetObjectCommand({ Bucket: upload.Bucket, Key: upload.Key, PartNumber: 10 }))
  },
  'test_complete_multipart_parts_order/complete-multipart-unordered': async () => {
    const upload = await begin()
    await complete(upload, [bare(await part(upload, 2)), bare(await part(upload, 1))])
  },
  'test_post_object_policy_conditions_validation_eq/invalid-condition-wrong-condition': () => post({ conditions: [{ a: 'b', c: 'd' }] }),
  'test_invalid_range_error/exc': async () =>
    s3.send(new sdk.GetObjectCommand({ ...(await put({ Body: 'my-value'.slice(0, 8) })), Range: 'bytes=1024-4096' })),
  'test_put_object_checksum[CRC32]/put-wrong-checksum-no-b64': () => putNoBase64('ChecksumCRC32'),
  'test_put_object_checksum[CRC32C]/put-wrong-checksum-no-b64': () => putNoBase64('ChecksumCRC32C'),
  'test_put_object_checksum[SHA1]/put-wrong-checksum-no-b64': () => putNoBase64('ChecksumSHA1'),
  'test_put_object_checksum[SHA256]/put-wrong-checksum-no-b64': () => putNoBase64('ChecksumSHA256'),
  'test_put_object_checksum[CRC64NVME]/put-wrong-checksum-no-b64': () => putNoBase64('ChecksumCRC64NVME'),
  'test_s3_bucket_acl_exceptions/put-bucket-two-type-acl': () =>
    bucketAcl({ ACL: 'private', GrantRead: 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"' }),
  'test_validate_website_configuration/invalid-website-conf-4': () =>
    website({ RedirectAllRequestsTo: { HostName: 'test.com', Protocol: 'protocol' } }),
  'test_validate_website_configuration/invalid-website-conf-5': () =>
    website({ IndexDocument: { Suffix: 'i' }, RoutingRules: [{ Redirect: { ReplaceKeyPrefixWith: 'a', ReplaceKeyWith: 'b' } }] }),
  'test_validate_website_configuration/invalid-website-conf-6': () =>
    website({ IndexDocument: { Suffix: 'i' }, RoutingRules: [{ Redirect: { HostName: 'a' }, Condition: {} }] }),
  'test_replication_config/expected_error_versioning_not_enabled': async () => {
    const Rules = [{ Status: 'Enabled' as const, Destination: { Bucket: 'arn:aws:s3:::other' } }]
    const ReplicationConfiguration = { Role: `arn:aws:iam::${account}:role/r`, Rules }
    await s3.send(new sdk.PutBucketReplicationCommand({ Bucket: await bucket(), ReplicationConfiguration }))
  },
  'test_replication_config_without_filter/expected_error_dest_does_not_exist': async () => {
    const Rules = [{ Status: 'Enabled' as const, Destination: { Bucket: 'arn:aws:s3:::never-created' } }]
    const ReplicationConfiguration = { Role: `arn:aws:iam::${account}:role/r`, Rules }
    await s3.send(new sdk.PutBucketReplicationCommand({ Bucket: await versioned(), ReplicationConfiguration }))
  },
  'test_multipart_parts_checksum_exceptions_composite/create-mpu-wrong-checksum-algo': () => begin({ ChecksumAlgorithm: 'TEST' as 'SHA1' }),
  'test_multipart_parts_checksum_exceptions_composite/create-mpu-no-checksum-algo-with-type': async () => {
    await plain.send(new sdk.CreateMultipartUploadCommand({ Bucket: await bucket(), Key: 'a', ChecksumType: 'COMPOSITE' }))
  },
  'test_multipart_parts_checksum_exceptions_composite/complete-part-with-bad-checksum-type': async () => {
    const upload = await composite('SHA256')
    const sent = await part(upload, 1, { ChecksumAlgorithm: 'SHA256' })
    await complete(upload, [sent], { ChecksumType: 'FULL_OBJECT' })
  },
  'test_multipart_parts_checksum_exceptions_composite/upload-part-different-checksum-exc': async () =>
    part(await composite('SHA256'), 1, { ChecksumAlgorithm: 'CRC32' }),
  'test_s3_copy_object_in_place/copy-object-in-place-no-change': async () => copy(await put()),
  'test_put_bucket_lifecycle_conf_exc/duplicate-tag-keys': () =>
    lifecycle({
      Expiration: { Days: 1 },
      Filter: {
        And: {
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'a', Value: '2' },
          ],
        },
      },
    }),
  'test_multipart_complete_multipart_too_small/complete-exc-no-parts': async () =>
    s3.send(new sdk.CompleteMultipartUploadCommand(await begin())),
  'test_s3_object_retention_exc/put-object-retention-regular-bucket': async () =>
    s3.send(new sdk.PutObjectRetentionCommand({ ...(await put()), Retention: { Mode: 'GOVERNANCE', RetainUntilDate: inAnHour() } })),
  'test_get_object_part/part-with-range': async () =>
    s3.send(new sdk.GetObjectCommand({ ...(await put()), PartNumber: 1, Range: 'bytes=0-1' })),
  'test_s3_copy_object_src_not_exists/copy-object-src-target-delete-marker': async () => {
    const object = await put({}, await versioned())
    const { VersionId } = await s3.send(new sdk.DeleteObjectCommand(object))
    await copy(object, { CopySource: `${object.Bucket}/${object.Key}?versionId=${VersionId}`, Key: 'copy' })
  },
  'test_s3_checksum_no_algorithm/put-2-checksums': () => put({ ChecksumCRC32: digest(4), ChecksumSHA256: digest(32) }),
  'test_object_retrieval_sse_c/get-obj-no-sse-c': () => getCustomer({}),
  'test_multipart_upload_sse_c_validation/mpu-no-sse-c-upload-part-with-sse-c': async () => part(await begin(), 1, customerKey),
  'test_multipart_upload_sse_c_validation/mpu-sse-c-upload-part-wrong-sse-c': async () =>
    part(await begin({ Bucket: await unblocked(), ...customerKey }), 1, otherKey),
  'test_complete_multipart_parts_checksum_composite[CRC32]/complete-multipart-no-checksum': withoutChecksum('CRC32'),
  'test_complete_multipart_parts_checksum_composite[CRC32C]/complete-multipart-no-checksum': withoutChecksum('CRC32C'),
  'test_complete_multipart_parts_checksum_composite[SHA1]/complete-multipart-no-checksum': withoutChecksum('SHA1'),
  'test_complete_multipart_parts_checksum_composite[SHA256]/complete-multipart-no-checksum': withoutChecksum('SHA256'),
  'test_multipart_checksum_type_compatibility[COMPOSITE-CRC64NVME]/create-mpu-checksum-exc': () =>
    begin({ ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' }),
  'test_multipart_checksum_type_compatibility[FULL_OBJECT-SHA1]/create-mpu-checksum-exc': () =>
    begin({ ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' }),
  'test_multipart_checksum_type_compatibility[FULL_OBJECT-SHA256]/create-mpu-checksum-exc': () =>
    begin({ ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }),
  'test_multipart_parts_checksum_exceptions_full_object/complete-part-bad-checksum-type': async () => {
    const upload = await full()
    await complete(upload, [bare(await part(upload, 1, { ChecksumAlgorithm: 'CRC32C' }))], { ChecksumType: 'COMPOSITE' })
  },
  'test_multipart_parts_checksum_exceptions_full_object/upload-part-different-checksum-exc': async () =>
    part(await full(), 1, { ChecksumAlgorithm: 'CRC32' }),
  'test_complete_multipart_parts_checksum_default/complete-multipart-full-object-type': async () => {
    const Bucket = await bucket()
    const { UploadId } = await plain.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: 'a' }))
    const upload = { Bucket, Key: 'a', UploadId }
    await complete(upload, [bare(await part(upload, 1))], { ChecksumType: 'FULL_OBJECT' })
  },
  'test_multipart_size_validation/complete-multipart-wrong-size': async () => {
    const upload = await begin()
    await complete(upload, [bare(await part(upload, 1))], { MpuObjectSize: 5 })
  },
  'test_s3_transition_default_minimum_object_size/bad-value': async () => {
    const Rules = [{ ID: 'a', Status: 'Enabled' as const, Filter: {}, Expiration: { Days: 1 } }]
    const TransitionDefaultMinimumObjectSize = 'value' as 'all_storage_classes_128K'
    await s3.send(
      new sdk.PutBucketLifecycleConfigurationCommand({
        Bucket: await bucket(),
        LifecycleConfiguration: { Rules },
        TransitionDefaultMinimumObjectSize,
      }),
    )
  },
  'test_bucket_acceleration_configuration_exc/put-bucket-accelerate-config-dot-bucket': async () => {
    const { Location } = await create(s3, undefined, { Bucket: 'with.dots' })
    const Bucket = Location?.slice(1) ?? ''
    await s3.send(new sdk.PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status: 'Enabled' } }))
  },
  'test_put_cors_invalid_rules/put-cors-exc': async () =>
    s3.send(
      new sdk.PutBucketCorsCommand({
        Bucket: await bucket(),
        CORSConfiguration: { CORSRules: [{ AllowedMethods: ['MYMETHOD'], AllowedOrigins: ['*'] }] },
      }),
    ),
  'test_put_object_storage_class_outposts/put-object-outposts': () => put({ StorageClass: 'OUTPOSTS' }),
  'test_post_object_with_storage_class/invalid-storage-error': () =>
    post({ fields: { key: 'a', 'x-amz-storage-class': 'FakeClass' }, conditions: [{ 'x-amz-storage-class': 'FakeClass' }] }),
  'test_tagging_validation/put-bucket-tags-duplicate-keys': () => bucketTags({ Key: 'Key1', Value: '1' }, { Key: 'Key1', Value: '2' }),
  'test_tagging_validation/put-bucket-tags-invalid-key': () => bucketTags({ Key: 'Key1,Key2', Value: '1' }),
  'test_tagging_validation/put-bucket-tags-invalid-value': () => bucketTags({ Key: 'Key1', Value: 'Val1,Val2' }),
  'test_tagging_validation/put-bucket-tags-aws-prefixed': () => bucketTags({ Key: 'aws:prefixed', Value: '1' }),
  'test_tagging_validation/put-object-tags-aws-prefixed': () => objectTags({ Key: 'aws:prefixed', Value: '1' }),
  'test_create_bucket_with_tags_exc/tags-key-aws-prefix': () =>
    create(s3, undefined, { CreateBucketConfiguration: { Tags: [{ Key: 'aws:prefix', Value: '1' }] } }),
  'test_put_bucket_logging_wrong_target/put-bucket-logging-non-existent-bucket': async () => {
    const LoggingEnabled = { TargetBucket: 'never-created', TargetPrefix: 'log' }
    await s3.send(new sdk.PutBucketLoggingCommand({ Bucket: await bucket(), BucketLoggingStatus: { LoggingEnabled } }))
  },
  'test_s3_sse_validate_kms_key_state/get-obj-disabled-key': async () => {
    const KeyId = await kmsKey()
    const object = await putKms(KeyId)
    await root.kms.send(new kms.DisableKeyCommand({ KeyId }))
    await s3.send(new sdk.GetObjectCommand(object))
  },
  'test_s3_sse_validate_kms_key_state/get-obj-pending-deletion-key': async () => {
    const KeyId = await kmsKey()
    const object = await putKms(KeyId)
    await root.kms.send(new kms.ScheduleKeyDeletionCommand({ KeyId }))
    await s3.send(new sdk.GetObjectCommand(object))
  },
  'test_s3_sse_validate_kms_key/put-obj-wrong-kms-key': () => putKms('fake-key-id'),
  'test_s3_sse_validate_kms_key/put-obj-wrong-kms-key-real-uuid': () => putKms('134f2428-cec1-4b25-a1ae-9048164dba47'),
  'test_s3_sse_validate_kms_key/put-obj-different-region-kms-key': () =>
    putKms(`arn:aws:kms:eu-west-1:${account}:key/134f2428-cec1-4b25-a1ae-9048164dba47`),
  'test_s3_sse_validate_kms_key/put-obj-different-region-kms-key-no-arn': async () => {
    const elsewhere = rootClients(sandbox, account, 'eu-west-1').kms
    const { KeyMetadata } = await elsewhere.send(new kms.CreateKeyCommand({}))
    await putKms(KeyMetadata?.KeyId ?? '')
  },
  'test_s3_bucket_acl_exceptions/put-bucket-acp-acl-1': () => bucketAcl({ AccessControlPolicy: { Grants: [] } }),
  'test_bucket_policy_exc/put-bucket-policy-randomstring': async () =>
    s3.send(new sdk.PutBucketPolicyCommand({ Bucket: await bucket(), Policy: 'invalid json' })),
  'test_bucket_policy_exc/put-bucket-policy-empty-json': async () =>
    s3.send(new sdk.PutBucketPolicyCommand({ Bucket: await bucket(), Policy: '{}' })),
  'test_s3_request_payer_exceptions/wrong-payer-type': async () =>
    s3.send(
      new sdk.PutBucketRequestPaymentCommand({
        Bucket: await bucket(),
        RequestPaymentConfiguration: { Payer: 'Random' as 'Requester' },
      }),
    ),
  'test_post_object_with_tags[notxml]/tagging-error': () =>
    post({ fields: { key: 'a', tagging: 'not-xml' }, conditions: [{ tagging: 'not-xml' }] }),
  'test_put_object_acl_on_delete_marker/put-acl-delete-marker': async () => {
    const object = await put({}, await versioned())
    await s3.send(new sdk.DeleteObjectCommand(object))
    await s3.send(new sdk.PutObjectAclCommand({ ...object, ACL: 'private' }))
  },
  'test_s3_bucket_acl_exceptions/put-bucket-empty': () => bucketAcl({}),
  'test_get_object_no_such_bucket/expected_error': () => s3.send(new sdk.GetObjectCommand({ Bucket: 'never-created', Key: 'a' })),
  'test_get_bucket_policy/get-bucket-policy-no-such-bucket-policy': async () =>
    s3.send(new sdk.GetBucketPolicyCommand({ Bucket: await bucket() })),
  'test_get_cors/get-cors-no-set': async () => s3.send(new sdk.GetBucketCorsCommand({ Bucket: await bucket() })),
  'test_range_key_not_exists/exc': async () =>
    s3.send(new sdk.GetObjectCommand({ Bucket: await bucket(), Key: 'my-key', Range: 'bytes=1024-4096' })),
  'test_delete_bucket_lifecycle_configuration/get-bucket-lifecycle-exc-1': async () =>
    s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket: await bucket() })),
  'test_s3_object_retention_exc/get-object-retention-never-set': async () =>
    s3.send(new sdk.GetObjectRetentionCommand(await put({}, await bucket(s3, lock)))),
  'test_crud_public_access_block/get-public-access-block-after-delete': async () => {
    const Bucket = await bucket()
    await s3.send(new sdk.DeletePublicAccessBlockCommand({ Bucket }))
    await s3.send(new sdk.GetPublicAccessBlockCommand({ Bucket }))
  },
  'test_bucket_tagging_crud/get-bucket-tags-empty': async () => s3.send(new sdk.GetBucketTaggingCommand({ Bucket: await bucket() })),
  'test_multipart_and_list_parts/list-part-after-complete-exc': async () => {
    const upload = await begin()
    await complete(upload, [bare(await part(upload, 1))])
    await s3.send(new sdk.ListPartsCommand(upload))
  },
  'test_delete_object_versioned/get-deleted-object-with-version': async () => {
    const object = { ...(await put({}, await versioned())), Key: 'test-delete' }
    const { VersionId } = await s3.send(new sdk.PutObjectCommand({ ...object, Body: 'x' }))
    await s3.send(new sdk.DeleteObjectCommand({ ...object, VersionId }))
    await s3.send(new sdk.GetObjectCommand({ ...object, VersionId }))
  },
  'test_crud_website_configuration/get-no-such-website-config': async () =>
    s3.send(new sdk.GetBucketWebsiteCommand({ Bucket: await bucket() })),
  'test_put_object_if_none_match_validation/put-obj-if-none-match-bad-value': () => put({ IfNoneMatch: 'GarbageValue' }),
  'test_delete_object_if_match_modified_non_express/delete-obj-if-match-last-modified': async () =>
    s3.send(new sdk.DeleteObjectCommand({ ...(await put()), IfMatchLastModifiedTime: new Date() })),
  'test_put_object_lock_configuration_on_existing_bucket/get-object-lock-existing-bucket-no-config': async () =>
    s3.send(new sdk.GetObjectLockConfigurationCommand({ Bucket: await bucket() })),
  'test_crud_bucket_ownership_controls/get-ownership-after-delete': async () => {
    const Bucket = await bucket()
    await s3.send(new sdk.DeleteBucketOwnershipControlsCommand({ Bucket }))
    await s3.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket }))
  },
  'test_precondition_failed_error/get-object-if-match': async () =>
    s3.send(new sdk.GetObjectCommand({ ...(await put()), IfMatch: '"other"' })),
  'test_post_object_with_wrong_content_type/invalid-content-type-error': async () => {
    const response = await fetch(`${sandbox.endpoint}/${await bucket()}`, { method: 'POST', body: new URLSearchParams({ key: 'a' }) })
    const { Code, Message, ...fields } = await readError(response)
    throw { name: Code, message: Message, ...fields, $metadata: { httpStatusCode: response.status } }
  },
  'test_replication_config/expected_error_no_replication_set': async () =>
    s3.send(new sdk.GetBucketReplicationCommand({ Bucket: await bucket() })),
  'test_s3_bucket_acl_exceptions/put-bucket-two-type-acl-acp': () => bucketAcl({ ACL: 'private', AccessControlPolicy: { Grants: [] } }),
}

/** A recorded text as a pattern: the recorder's placeholders stand for anything. */
function pattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/<[^<>]+>/g, '.+')}$`)
}

/** What HEAD answers has no code and no message of its own. */
const isBare = ({ code }: Recorded): boolean => /^\d+$/.test(code)

describe('S3 answers as AWS was recorded to', () => {
  it.each(recorded)('$code: $message ($test)', async (answer) => {
    const provoke = provocations[answer.test]
    if (provoke === undefined) throw new Error(`nothing provokes ${answer.test}`)
    const error = await provoke().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (answer.status !== null) expect(error).toHaveProperty('$metadata.httpStatusCode', answer.status)
    if (isBare(answer)) return
    expect(error).toMatchObject({ name: answer.code })
    if (answer.message !== null) expect(error).toHaveProperty('message', expect.stringMatching(pattern(answer.message)))
    for (const [field, value] of Object.entries(answer.fields)) {
      if (value !== null) expect(error, field).toHaveProperty([field], expect.stringMatching(pattern(value)))
    }
  })

  it('for each recording that is provoked', () => {
    expect(Object.keys(provocations).sort()).toEqual(recorded.map(({ test }) => test).sort())
  })
})
