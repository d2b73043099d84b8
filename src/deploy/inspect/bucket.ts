import type { S3 } from '@aws-sdk/client-s3'
import { clientsOf } from '../clients.ts'
import { type Json, type Reader, type RefusedRead, refusalOf } from './reader.ts'

export interface InspectedBucket {
  readonly name: string
  readonly owner: string
  readonly region: string
  /** Absent where that could not be read. */
  readonly hasPolicy?: boolean
  /** ARN of the key of its default encryption. */
  readonly keyArn?: string
}

/** Reads a bucket. Its owner is whoever may be named as its owner. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
export async function inspectBucket(
  reader: Reader,
  Bucket: string,
  workerAccount: string | undefined,
): Promise<InspectedBucket | undefined> {
  const { accounts } = reader.target
  const likeliest = [...accounts.keys()].toSorted((a, b) => Number(b === workerAccount) - Number(a === workerAccount))
  const first: RefusedRead[] = []
  for (const account of likeliest) {
    const s3 = await clientsOf(reader.target).s3(account, 'us-east-1')
    try {
      const { LocationConstraint } = await s3.getBucketLocation({ Bucket, ExpectedBucketOwner: account })
      const location: string = LocationConstraint ?? 'us-east-1'
      return await readBucket(reader, Bucket, account, location === 'EU' ? 'eu-west-1' : location)
    } catch (error) {
      first.push(refusalOf({ command: `aws s3api get-bucket-location --bucket ${Bucket}`, action: 's3:GetBucketLocation' }, error))
    }
  }
  reader.refused.push(...first.slice(0, 1))
  return undefined
}

type BucketInput = Parameters<S3['getBucketPolicy']>[0]

interface Setting {
  readonly command: string
  readonly action: string
  readonly member: string
  readonly call: (s3: S3, input: BucketInput) => Promise<object>
  /** The code that says that there is none. */
  readonly absent: string
}

/** What decides about a bucket beside its policy. The actions are not named like the calls. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const settings: readonly Setting[] = [
  {
    command: 'get-public-access-block',
    action: 's3:GetBucketPublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    call: (s3, input) => s3.getPublicAccessBlock(input),
    absent: 'NoSuchPublicAccessBlockConfiguration',
  },
  {
    command: 'get-bucket-ownership-controls',
    action: 's3:GetBucketOwnershipControls',
    member: 'OwnershipControls',
    call: (s3, input) => s3.getBucketOwnershipControls(input),
    absent: 'OwnershipControlsNotFoundError',
  },
  {
    command: 'get-bucket-policy-status',
    action: 's3:GetBucketPolicyStatus',
    member: 'PolicyStatus',
    call: (s3, input) => s3.getBucketPolicyStatus(input),
    absent: 'NoSuchBucketPolicy',
  },
  {
    command: 'get-bucket-request-payment',
    action: 's3:GetBucketRequestPayment',
    member: 'Payer',
    call: (s3, input) => s3.getBucketRequestPayment(input),
    absent: '',
  },
  {
    command: 'get-bucket-versioning',
    action: 's3:GetBucketVersioning',
    member: 'Status',
    call: (s3, input) => s3.getBucketVersioning(input),
    absent: '',
  },
  {
    command: 'get-object-lock-configuration',
    action: 's3:GetBucketObjectLockConfiguration',
    member: 'ObjectLockConfiguration',
    call: (s3, input) => s3.getObjectLockConfiguration(input),
    absent: 'ObjectLockConfigurationNotFoundError',
  },
  {
    command: 'get-bucket-lifecycle-configuration',
    action: 's3:GetLifecycleConfiguration',
    member: 'Rules',
    call: (s3, input) => s3.getBucketLifecycleConfiguration(input),
    absent: 'NoSuchLifecycleConfiguration',
  },
]

async function readBucket(reader: Reader, Bucket: string, owner: string, region: string): Promise<InspectedBucket> {
  const s3 = await clientsOf(reader.target).s3(owner, region)
  const option = `--bucket ${Bucket}`
  const input = { Bucket, ExpectedBucketOwner: owner }
  const before = reader.refused.length
  const read = { command: `aws s3api get-bucket-policy ${option}`, action: 's3:GetBucketPolicy' }
  const policy = await reader.ask(read, () => s3.getBucketPolicy(input), 'NoSuchBucketPolicy')
  const isKnown = reader.refused.length === before
  if (policy?.Policy !== undefined) reader.answer(read.command, { Policy: JSON.parse(policy.Policy) })
  for (const { command, action, member, call, absent } of settings)
    await reader.keep({ command: `aws s3api ${command} ${option}`, action }, member, () => call(s3, input), absent)
  const list = { command: `aws s3api get-bucket-acl ${option}`, action: 's3:GetBucketAcl' }
  const acl = await reader.ask(list, () => s3.getBucketAcl(input))
  if (acl !== undefined) reader.answer(list.command, { Owner: acl.Owner, Grants: acl.Grants })
  await readAccountBlock(reader, owner, region)
  const keyArn = await readEncryption(reader, s3, { option, input, owner, region })
  const found = { name: Bucket, owner, region, ...(isKnown ? { hasPolicy: policy?.Policy !== undefined } : {}) }
  return { ...found, ...(keyArn === undefined ? {} : { keyArn }) }
}

/** What an account closes none of its buckets can open. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
async function readAccountBlock(reader: Reader, AccountId: string, region: string): Promise<void> {
  const control = await clientsOf(reader.target).s3Control(AccountId, region)
  const read = { command: `aws s3control get-public-access-block --account-id ${AccountId}`, action: 's3:GetAccountPublicAccessBlock' }
  const call = () => control.getPublicAccessBlock({ AccountId })
  await reader.keep(read, 'PublicAccessBlockConfiguration', call, 'NoSuchPublicAccessBlockConfiguration')
}

interface Encrypted {
  readonly option: string
  readonly input: { readonly Bucket: string; readonly ExpectedBucketOwner: string }
  readonly owner: string
  readonly region: string
}

/** Gives the ARN of the key, but not of the one that AWS manages for S3. */
async function readEncryption(reader: Reader, s3: S3, { option, input, owner, region }: Encrypted): Promise<string | undefined> {
  const read = { command: `aws s3api get-bucket-encryption ${option}`, action: 's3:GetEncryptionConfiguration' }
  const answer = await reader.ask(read, () => s3.getBucketEncryption(input), 'ServerSideEncryptionConfigurationNotFoundError')
  const configuration = answer?.ServerSideEncryptionConfiguration
  const rule = configuration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
  if (configuration === undefined || rule?.SSEAlgorithm?.startsWith('aws:kms') !== true) return undefined
  const shown: Json = { ServerSideEncryptionConfiguration: configuration }
  reader.answer(read.command, shown)
  const key = rule.KMSMasterKeyID
  if (key === undefined || key.endsWith('alias/aws/s3')) return undefined
  return key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${owner}:${key.includes('/') ? key : `key/${key}`}`
}
