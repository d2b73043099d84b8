import { createHash } from 'node:crypto'
import type {
  CreateBucketCommandInput,
  PutObjectCommandInput,
  S3,
  ServerSideEncryptionByDefault,
  ServerSideEncryptionRule,
} from '@aws-sdk/client-s3'
import { awsManagedKey, type Bucket, type DefaultRetention, type PublicAccessBlock, type StoredObject } from '../fixture/fixture.ts'
import { type Deploying, RefusedCalls, together } from './deploying.ts'
import { placeOf } from './document.ts'
import { describeError } from './failure.ts'
import { keyArn } from './keys.ts'
import { spareDeployer } from './spare-deployer.ts'

/**
 * An empty bucket. In us-east-1 S3 answers 200 when one creates a bucket that one has already, and what we did not create we must not remove:
 * so it is looked for first.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export async function createBucket(bucket: Bucket, deploying: Deploying): Promise<void> {
  const { account, region, s3 } = await clientOf(bucket, deploying)
  const about = { subject: `bucket ${bucket.name}`, at: bucket.at }
  await refuseExisting(bucket, s3, deploying)
  const input: CreateBucketCommandInput = {
    Bucket: bucket.name,
    ObjectOwnership: bucket.ownership,
    ...configurationOf(region, deploying),
  }
  await deploying.create({ operation: 's3:CreateBucket', ...about }, { kind: 'bucket', account, region, bucket: bucket.name }, () =>
    s3.createBucket(input, deploying.clients.options),
  )
}

/** A bucket of a run has its tags from the first moment. */
function configurationOf(region: string, { runTags }: Deploying): Pick<CreateBucketCommandInput, 'CreateBucketConfiguration'> {
  const place = region === 'us-east-1' ? {} : { LocationConstraint: locationOf(region) }
  const tags = runTags.length === 0 ? {} : { Tags: [...runTags] }
  const configuration = { ...place, ...tags }
  return Object.keys(configuration).length === 0 ? {} : { CreateBucketConfiguration: configuration }
}

type Location = NonNullable<NonNullable<CreateBucketCommandInput['CreateBucketConfiguration']>['LocationConstraint']>

/** The SDK lists the regions that it knew when it was built; S3 decides which there are. */
const locationOf = (region: string): Location => region as Location

async function refuseExisting({ name, at }: Bucket, s3: S3, deploying: Deploying): Promise<void> {
  const call = { operation: 's3:HeadBucket', subject: `bucket ${name}`, at }
  try {
    await s3.headBucket({ Bucket: name }, deploying.clients.options)
  } catch (error) {
    const answer = describeError(error)
    if (answer.status === 404) return
    if (answer.kind === 'no-answer') throw new RefusedCalls([{ ...call, ...answer }])
  }
  throw new RefusedCalls([{ kind: 'answer', ...call, code: 'BucketAlreadyExists', message: `bucket ${name} is there already` }])
}

/** Versioning and default encryption, and that public ACLs are taken where there are some: they must be set before the objects come. */
export async function setUpBucket(bucket: Bucket, deploying: Deploying): Promise<void> {
  const { s3 } = await clientOf(bucket, deploying)
  const about = { subject: `bucket ${bucket.name}`, at: bucket.at }
  const { options } = deploying.clients
  if (bucket.versioning) {
    const input = { Bucket: bucket.name, VersioningConfiguration: { Status: 'Enabled' } } as const
    await deploying.send({ operation: 's3:PutBucketVersioning', ...about }, () => s3.putBucketVersioning(input, options))
  }
  if (hasPublicAcls(bucket)) await putBlock(bucket, nothingBlocked, deploying)
  const { acl: ACL } = bucket
  if (ACL !== undefined) {
    await deploying.send({ operation: 's3:PutBucketAcl', ...about }, () => s3.putBucketAcl({ Bucket: bucket.name, ACL }, options))
  }
  const rule = encryptionRule(bucket, deploying)
  if (rule === undefined) return
  const input = { Bucket: bucket.name, ServerSideEncryptionConfiguration: { Rules: [rule] } }
  await deploying.send({ operation: 's3:PutBucketEncryption', ...about }, () => s3.putBucketEncryption(input, options))
}

const hasPublicAcls = ({ acl, objects }: Bucket): boolean => [{ acl }, ...objects.values()].some((part) => part.acl !== undefined)

const blockOf = (on: boolean): PublicAccessBlock => ({
  blockPublicAcls: on,
  ignorePublicAcls: on,
  blockPublicPolicy: on,
  restrictPublicBuckets: on,
})

const [nothingBlocked, everythingBlocked] = [blockOf(false), blockOf(true)]

/** New buckets refuse keys of customers, until told otherwise. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html */
function encryptionRule({ encryptionKey, objects }: Bucket, deploying: Deploying): ServerSideEncryptionRule | undefined {
  const takesCustomerKeys = [...objects.values()].some(({ customerKey }) => customerKey === true)
  if (encryptionKey === undefined && !takesCustomerKeys) return undefined
  return {
    ApplyServerSideEncryptionByDefault: defaultEncryption(encryptionKey, deploying),
    BucketKeyEnabled: false,
    ...(takesCustomerKeys ? { BlockedEncryptionTypes: { EncryptionType: ['NONE'] } } : {}),
  }
}

/** Without a key `aws:kms` means the one that AWS manages. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html */
function defaultEncryption(key: Bucket['encryptionKey'], deploying: Deploying): ServerSideEncryptionByDefault {
  if (key === undefined) return { SSEAlgorithm: 'AES256' }
  return { SSEAlgorithm: 'aws:kms', ...(key === awsManagedKey ? {} : { KMSMasterKeyID: keyArn({ name: key }, deploying) }) }
}

/** Uploads the objects before the bucket has its policy, which may well refuse the deployer. */
export async function fillBucket(bucket: Bucket, deploying: Deploying): Promise<void> {
  const strangers = new Set(Array.from(bucket.objects.values(), ({ owner }) => owner ?? bucket.account))
  strangers.delete(bucket.account)
  if (strangers.size > 0) await letIn([...strangers], bucket, deploying)
  await together(Array.from(bucket.objects, ([key, object]) => upload(bucket, key, object, deploying)))
  if (strangers.size > 0 && bucket.policy === undefined) await deletePolicy(bucket, deploying)
}

async function upload(bucket: Bucket, key: string, object: StoredObject, deploying: Deploying): Promise<void> {
  const { body, owner, at } = object
  const s3 = await deploying.clients.s3(deploying.accountId(owner ?? bucket.account), bucket.region)
  const place = { Bucket: bucket.name, Key: key }
  const input = { ...place, Body: body, ...storageOf(key, object) }
  const call = { operation: 's3:PutObject', subject: `object ${key} of bucket ${bucket.name}`, at }
  await deploying.send(call, () => s3.putObject(input, deploying.clients.options))
  if (object.deleted !== true) return
  await deploying.send({ ...call, operation: 's3:DeleteObject' }, () => s3.deleteObject(place, deploying.clients.options))
}

/** The key of the customer is nobody's secret: it is made of the name of the object, and whoever shall not read the object does not know that. */
function storageOf(key: string, { storageClass, acl, customerKey }: StoredObject): Partial<PutObjectCommandInput> {
  const secret = createHash('sha256').update(key).digest()
  return {
    ...(storageClass === undefined ? {} : { StorageClass: storageClass }),
    ...(acl === undefined ? {} : { ACL: acl }),
    ...(customerKey === undefined
      ? {}
      : {
          SSECustomerAlgorithm: 'AES256',
          SSECustomerKey: secret.toString('base64'),
          SSECustomerKeyMD5: createHash('md5').update(secret).digest('base64'),
        }),
  }
}

/** A policy for the time of the upload: other accounts may write what they shall own. */
async function letIn(owners: readonly string[], bucket: Bucket, deploying: Deploying): Promise<void> {
  const { s3 } = await clientOf(bucket, deploying)
  const Principal = { AWS: owners.map((owner) => `arn:aws:iam::${deploying.accountId(owner)}:root`) }
  const Resource = `arn:aws:s3:::${bucket.name}/*`
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 's3:PutObject', Resource }] })
  const call = { operation: 's3:PutBucketPolicy', subject: `uploads of other accounts to bucket ${bucket.name}`, at: bucket.at }
  await deploying.send(call, () => s3.putBucketPolicy({ Bucket: bucket.name, Policy }, deploying.clients.options))
}

async function deletePolicy(bucket: Bucket, deploying: Deploying): Promise<void> {
  const { s3 } = await clientOf(bucket, deploying)
  const call = { operation: 's3:DeleteBucketPolicy', subject: `policy of bucket ${bucket.name}`, at: bucket.at }
  await deploying.send(call, () => s3.deleteBucketPolicy({ Bucket: bucket.name }, deploying.clients.options))
}

/**
 * The policy and the public access block of the fixture. A public policy that was saved before the block came is a state that exists, so where
 * the fixture names a block, the policy is saved before it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options
 */
export async function finishBucket(bucket: Bucket, deploying: Deploying): Promise<void> {
  const block = bucket.publicAccessBlock ?? (hasPublicAcls(bucket) ? everythingBlocked : undefined)
  if (bucket.policy !== undefined && block !== undefined) await putBlock(bucket, { ...block, blockPublicPolicy: false }, deploying)
  if (bucket.policy !== undefined) await putPolicy(bucket, bucket.policy, deploying)
  if (block !== undefined && (bucket.policy === undefined || block.blockPublicPolicy)) await putBlock(bucket, block, deploying)
  if (bucket.requesterPays) await letRequesterPay(bucket, deploying)
  if (bucket.objectLock !== undefined) await lockObjects(bucket, bucket.objectLock, deploying)
  if (bucket.lifecycle !== undefined && bucket.lifecycle.size > 0) await expireObjects(bucket, bucket.lifecycle, deploying)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
async function expireObjects(bucket: Bucket, rules: NonNullable<Bucket['lifecycle']>, deploying: Deploying): Promise<void> {
  const { s3 } = await clientOf(bucket, deploying)
  const call = { operation: 's3:PutBucketLifecycleConfiguration', subject: `lifecycle rules of bucket ${bucket.name}`, at: bucket.at }
  const Rules = Array.from(rules, ([ID, { prefix, days }]) => {
    return { ID, Status: 'Enabled', Filter: { Prefix: prefix }, Expiration: { Days: days } } as const
  })
  const input = { Bucket: bucket.name, LifecycleConfiguration: { Rules } }
  await deploying.send(call, () => s3.putBucketLifecycleConfiguration(input, deploying.clients.options))
}

/** What the fixture itself put there came before, and is not locked. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
async function lockObjects(bucket: Bucket, { mode, days }: DefaultRetention, deploying: Deploying): Promise<void> {
  const { s3 } = await clientOf(bucket, deploying)
  const call = { operation: 's3:PutObjectLockConfiguration', subject: `object lock of bucket ${bucket.name}`, at: bucket.at }
  const Rule = { DefaultRetention: { Mode: mode, Days: days } }
  const input = { Bucket: bucket.name, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } } as const
  await deploying.send(call, () => s3.putObjectLockConfiguration(input, deploying.clients.options))
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html */
async function letRequesterPay(bucket: Bucket, deploying: Deploying): Promise<void> {
  const { s3 } = await clientOf(bucket, deploying)
  const call = { operation: 's3:PutBucketRequestPayment', subject: `bucket ${bucket.name}`, at: bucket.at }
  const input = { Bucket: bucket.name, RequestPaymentConfiguration: { Payer: 'Requester' } } as const
  await deploying.send(call, () => s3.putBucketRequestPayment(input, deploying.clients.options))
}

async function putPolicy(bucket: Bucket, file: NonNullable<Bucket['policy']>, deploying: Deploying): Promise<void> {
  const { s3, account } = await clientOf(bucket, deploying)
  const call = { operation: 's3:PutBucketPolicy', subject: `policy of bucket ${bucket.name}`, at: placeOf(file) }
  const input = { Bucket: bucket.name, Policy: spareDeployer(deploying.document(file), deploying.target.permit?.deployers.get(account)) }
  await deploying.send(call, () => s3.putBucketPolicy(input, deploying.clients.options))
}

async function putBlock(bucket: Bucket, block: PublicAccessBlock, deploying: Deploying): Promise<void> {
  const { s3 } = await clientOf(bucket, deploying)
  const call = { operation: 's3:PutPublicAccessBlock', subject: `public access block of bucket ${bucket.name}`, at: bucket.at }
  const input = {
    Bucket: bucket.name,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: block.blockPublicAcls,
      IgnorePublicAcls: block.ignorePublicAcls,
      BlockPublicPolicy: block.blockPublicPolicy,
      RestrictPublicBuckets: block.restrictPublicBuckets,
    },
  }
  await deploying.send(call, () => s3.putPublicAccessBlock(input, deploying.clients.options))
}

async function clientOf({ account: name, region }: Bucket, deploying: Deploying): Promise<{ account: string; region: string; s3: S3 }> {
  const account = deploying.accountId(name)
  return { account, region, s3: await deploying.clients.s3(account, region) }
}
