import { parseDenialText } from '../diagnose/denial-text.ts'
import { isPublicPolicy } from '../engine/is-public.ts'
import { awsManagedKey, type Bucket, type Key, keyGrantOperations, type PolicyFile } from '../fixture/fixture.ts'
import { parseArn } from '../policy/arn.ts'
import { catalogKeyOf } from './catalog-key-of.ts'
import { standIn } from './connection-facts.ts'
import { statementTexts } from './document-texts.ts'
import type { Draft } from './draft.ts'
import { shownObjects } from './read-acl-output.ts'
import type { TicketBucket } from './ticket.ts'

const keyArn = /^arn:[^:]+:kms:[^:*]+:\d{12}:key\/[\w-]+$/

/** The KMS key that the ticket is about, if it is about one at all. */
export function buildKey(draft: Draft): void {
  const arn = findKey(draft)
  const { account = '', region = '', resource = '' } = parseArn(arn ?? '') ?? {}
  if (arn === undefined) return
  const name = resource.slice('key/'.length)
  const given = draft.ticket.policies.find(({ type }) => type === 'key')
  const policy = (given === undefined ? undefined : draft.take(given, 'key-policy')) ?? healthyKeyPolicy(draft, name, account)
  const state = draft.ticket.keys.find((key) => key.arn === arn)?.state ?? 'Enabled'
  const key = { name, at: draft.at, account: draft.account(account, 'key-owner'), region, policy, state }
  draft.keys.set(name, { ...key, ...grantsOf(draft, name) })
}

/** Grants of other keys say nothing about this one, nor do operations that keys of this kind do not have. */
function grantsOf({ ticket }: Draft, id: string): Pick<Key, 'grants'> {
  const grants = ticket.keyGrants
    .filter(({ key }) => key === '' || key === id || key.endsWith(`:key/${id}`))
    .map(({ at, to, operations, constraints }) => ({
      at,
      to,
      operations: keyGrantOperations.filter((one) => operations.includes(one)),
      ...(constraints === undefined ? {} : { constraints }),
    }))
    .filter(({ operations }) => operations.length > 0)
  return grants.length === 0 ? {} : { grants }
}

function findKey(draft: Draft): string | undefined {
  const { ticket, connection } = draft
  const named = [
    connection.kmsKeyArn,
    ...ticket.buckets.map(({ key }) => key),
    ...ticket.keys.map(({ arn }) => arn),
    ...ticket.errors.flatMap(({ resource, message }) => [resource, keyIn(message)]),
    ...ticket.policies.map(({ key }) => key),
    ...ticket.policies.flatMap(({ type, document }) =>
      type === 'identity' ? statementTexts(document).flatMap(({ resources }) => resources) : [],
    ),
  ]
  const arn = named.find((one) => one !== undefined && keyArn.test(one))
  if (arn !== undefined) return arn
  const isAbout =
    ticket.policies.some(({ type }) => type === 'key') || ticket.errors.some(({ action }) => action?.startsWith('kms:') === true)
  if (!isAbout) return undefined
  const made = `arn:aws:kms:${connection.region}:${draft.workerAccount()}:key/customer-key`
  draft.assume(`the key is \`${made}\``, 'the ticket does not show its ARN')
  return made
}

const keyIn = (text: string | undefined): string | undefined => /\barn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+/.exec(text ?? '')?.[0]

function healthyKeyPolicy(draft: Draft, key: string, account: string): PolicyFile {
  const worker = draft.connection.roleArn ?? draft.facts.callerArn.value
  const own = { Sid: 'EnableIam', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }
  const use = {
    Sid: 'Connector',
    Effect: 'Allow',
    Principal: { AWS: worker },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
  }
  draft.assume(`the policy of the key \`${key}\` lets the connection use it`, 'the key policy is not in the ticket')
  return draft.made('key-policy', 'keyPolicy', own, ...(account === draft.workerAccount() ? [] : [use]))
}

/** The bucket of the connection, and the vendor's transfer bucket where it has one. */
export function buildBuckets(draft: Draft): void {
  const { bucket, intermediateBucket } = draft.connection
  if (canBeBucket(bucket)) buildBucket(draft, bucket)
  if (intermediateBucket !== undefined && intermediateBucket !== bucket && canBeBucket(intermediateBucket)) {
    buildTransferBucket(draft, intermediateBucket)
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const canBeBucket = (name: string): boolean => /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)

function buildBucket(draft: Draft, name: string): void {
  const [key] = draft.keys.values()
  const outputs = draft.ticket.buckets.filter((output) => output.name === undefined || output.name === name)
  const shown = (kind: 'ownership' | 'requesterPays' | 'versioning' | 'acl'): object =>
    Object.assign({}, ...outputs.map((output) => (output[kind] === undefined ? {} : { [kind]: output[kind] })))
  const ownKey = key !== undefined && key.name === catalogKeyOf(draft) ? undefined : key?.name
  const encryptionKey = ownKey ?? (outputs.some((output) => isOfAws(output.key)) ? awsManagedKey : undefined)
  const { policy } = policyOf(draft, name, 'bucket-policy')
  draft.buckets.set(name, {
    ...bareBucket(draft, name, ownerOf(draft)),
    region: regionOf(draft),
    ...ownershipOf(draft, outputs),
    ...shown('ownership'),
    ...shown('acl'),
    ...shown('requesterPays'),
    ...shown('versioning'),
    ...publicAccessBlockOf(draft, outputs, policy),
    ...objectLockOf(draft, outputs),
    ...lifecycleOf(outputs),
    ...(policy === undefined ? {} : { policy }),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    objects: objectsOf(draft, outputs),
  })
}

/** Who else's files or public lists a bucket has, it takes access lists. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
function ownershipOf(draft: Draft, outputs: readonly TicketBucket[]): Pick<Bucket, 'ownership'> {
  const isListed =
    outputs.some(({ acl }) => acl !== undefined) || shownObjects(outputs).some(({ isOfAnother, acl }) => isOfAnother || acl !== undefined)
  if (!isListed) return { ownership: 'BucketOwnerEnforced' }
  if (outputs.every(({ ownership }) => ownership === undefined))
    draft.assume('the bucket takes access lists', 'one of them lets others in, or a file belongs to another account')
  return { ownership: 'ObjectWriter' }
}

/** A file for the connection to read, as its access list shows it. */
function objectsOf(draft: Draft, outputs: readonly TicketBucket[]): Bucket['objects'] {
  const key = fileFor(draft)
  const file = { at: draft.at, body: 'id,total\n1,9\n' }
  const shown = shownObjects(outputs).find((object) => object.key === undefined || object.key === key)
  if (shown?.isOfAnother !== true) return new Map([[key, { ...file, ...(shown?.acl === undefined ? {} : { acl: shown.acl }) }]])
  draft.assume(`the file \`${key}\` was uploaded by an account \`${standIn.other}\``, 'its owner is another than that of the bucket')
  return new Map([[key, { ...file, owner: draft.account(standIn.other, 'uploader') }]])
}

const isOfAws = (key: string | undefined): boolean => key?.endsWith('alias/aws/s3') === true

type Blocks = Pick<Bucket, 'publicAccessBlock'>

/** The bucket's and that of its account at once: what either closes is closed. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
function publicAccessBlockOf(draft: Draft, outputs: readonly TicketBucket[], policy: PolicyFile | undefined): Blocks {
  const own = outputs.flatMap(({ publicAccessBlock }) => publicAccessBlock ?? []).at(-1)
  const ofAccount = outputs.flatMap(({ accountPublicAccessBlock }) => accountPublicAccessBlock ?? []).at(-1)
  if (ofAccount === undefined && own === undefined && policy !== undefined && isPublicPolicy(policy.policy)) return openToPublic(draft)
  if (ofAccount === undefined) return own === undefined ? {} : { publicAccessBlock: own }
  const both = {
    blockPublicAcls: ofAccount.blockPublicAcls || own?.blockPublicAcls === true,
    ignorePublicAcls: ofAccount.ignorePublicAcls || own?.ignorePublicAcls === true,
    blockPublicPolicy: ofAccount.blockPublicPolicy || own?.blockPublicPolicy === true,
    restrictPublicBuckets: ofAccount.restrictPublicBuckets || own?.restrictPublicBuckets === true,
  }
  if (JSON.stringify(both) !== JSON.stringify(own))
    draft.assume('the public access block of the account is replayed as one of the bucket', 'a bucket cannot open what its account closes')
  return { publicAccessBlock: both }
}

/** A policy that is in force was saved. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
function openToPublic(draft: Draft): Blocks {
  draft.assume('the bucket has no public access block', 'its policy is public, and AWS would not have saved it under one')
  return { publicAccessBlock: { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false } }
}

/** Nobody takes down what compliance mode locks, so it is replayed in the other one: both keep a version. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
function objectLockOf(draft: Draft, outputs: readonly TicketBucket[]): Pick<Bucket, 'objectLock'> {
  const lock = outputs.flatMap(({ objectLock }) => objectLock ?? []).at(-1)
  if (lock === undefined) return {}
  if (lock.mode === 'COMPLIANCE')
    draft.assume('the object lock is replayed in governance mode', 'compliance mode would keep what the replay writes')
  return { objectLock: { mode: 'GOVERNANCE', days: lock.days } }
}

/** Each rule by its id. */
function lifecycleOf(outputs: readonly TicketBucket[]): Pick<Bucket, 'lifecycle'> {
  const rules = outputs.flatMap(({ lifecycle }) => lifecycle ?? [])
  return rules.length === 0 ? {} : { lifecycle: new Map(rules.map(({ id, ...rule }) => [id, rule])) }
}

function bareBucket({ at, connection }: Draft, name: string, account: string): Bucket {
  return {
    name,
    at,
    account,
    region: connection.region,
    ownership: 'BucketOwnerEnforced',
    versioning: false,
    requesterPays: false,
    objects: new Map(),
  }
}

function policyOf(draft: Draft, bucket: string, name: string): Pick<Bucket, 'policy'> {
  const isOwn = bucket === draft.connection.bucket
  const given = draft.ticket.policies.find(
    (policy) =>
      policy.type === 'bucket' && policy.accessPoint === undefined && (policy.bucket === bucket || (isOwn && policy.bucket === undefined)),
  )
  const policy = given === undefined ? undefined : draft.take(given, name, { bucket })
  return policy === undefined ? {} : { policy }
}

/** Where the bucket is: with its key, or where AWS says. */
function regionOf({ keys, ticket, connection }: Draft): string {
  const [key] = keys.values()
  const told = ticket.errors.flatMap(({ message }) => /expecting '([\w-]+)'/.exec(message ?? '')?.[1] ?? [])[0]
  const shown = ticket.buckets.flatMap(({ region }) => region ?? [])[0]
  return key?.region ?? told ?? shown ?? connection.region
}

/** A file for the connection to read: the one that the error is about, else any. */
function fileFor({ ticket, connection: { bucket, baseDirectory } }: Draft): string {
  const start = `arn:aws:s3:::${bucket}/`
  const listed = ticket.buckets.flatMap(({ object }) => object?.key ?? [])
  const keys = ticket.errors.flatMap(({ resource }) => (resource?.startsWith(start) === true ? [resource.slice(start.length)] : []))
  const folder = baseDirectory === '' ? '' : `${baseDirectory}/`
  return [...keys, ...listed].find((key) => key.startsWith(folder) && !key.endsWith('/')) ?? `${folder}example.csv`
}

/** S3's ARNs do not say whose a bucket is. */
function ownerOf(draft: Draft): string {
  const { ticket, connection, facts } = draft
  const told = ticket.buckets.find(({ name, owner }) => owner !== undefined && (name === undefined || name === connection.bucket))?.owner
  const shown = told ?? ticket.errors.flatMap(({ event }) => event?.resourceAccount ?? [])[0]
  if (shown !== undefined) return draft.account(shown, 'bucket-owner')
  const worker = connection.accessPoint?.split(':')[4] ?? draft.workerAccount()
  const makesOthersPay = ticket.buckets.some(({ requesterPays }) => requesterPays === true)
  const isVendorRole = connection.roleArn !== undefined && facts.callerArn.from.source !== 'assumed' && draft.vendorAccount() === worker
  if (!isVendorRole && !makesOthersPay && !isSilent(draft) && !isLockedOut(draft)) {
    draft.assume(`the bucket \`${connection.bucket}\` is in account \`${worker}\``, 'the ticket does not say whose it is')
    return draft.account(worker, 'customer')
  }
  const other = worker === standIn.customer ? standIn.other : standIn.customer
  const because = isVendorRole
    ? 'the role belongs to whoever uses it'
    : makesOthersPay
      ? 'it makes those pay who do not own it'
      : isLockedOut(draft)
        ? 'AWS asks for a bucket policy that lets the role in, as it does across accounts'
        : 'AWS gave no reason for its refusal, as it does across accounts, and the bucket policy lets accounts in'
  draft.assume(`the bucket \`${connection.bucket}\` is in an account of its own, \`${other}\``, because)
  return draft.account(other, 'bucket-owner')
}

/** Within an account the policies of the role are enough. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
function isLockedOut({ ticket, connection: { bucket } }: Draft): boolean {
  return ticket.errors.some(({ message = '', resource = '' }) => {
    const { layer, effect, action = '' } = parseDenialText(message)
    return layer === 'resource' && effect === 'implicit' && action.startsWith('s3:') && `${resource}/`.startsWith(`arn:aws:s3:::${bucket}/`)
  })
}

/** AWS gave no reason, and the bucket policy lets accounts in as if they were others. */
function isSilent({ ticket }: Draft): boolean {
  const isBare = ticket.errors.some(({ message, operation }) => message === 'Access Denied' && operation !== undefined)
  const policy = ticket.policies.find(({ type, accessPoint }) => type === 'bucket' && accessPoint === undefined)
  const statements = policy === undefined ? [] : statementTexts(policy.document)
  return isBare && statements.some(({ effect, principals }) => effect === 'Allow' && principals.some((one) => /\d{12}/.test(one)))
}

function buildTransferBucket(draft: Draft, name: string): void {
  draft.assume(`the transfer bucket \`${name}\` is the vendor's`, 'the ticket does not say whose it is')
  const owner = draft.account(draft.vendorAccount(), 'vendor')
  const outputs = draft.ticket.buckets.filter((output) => output.name === name)
  draft.buckets.set(name, {
    ...bareBucket(draft, name, owner),
    ...lifecycleOf(outputs),
    ...policyOf(draft, name, 'transfer-bucket-policy'),
  })
}
