import { member } from '../base/located.ts'
import type { Findings } from './findings.ts'
import { elementsOf } from './guess-policy.ts'
import { namesInWords } from './names-in.ts'
import { has, innerDocument, type LocatedObject, objectAt, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import { readAcl, readPolicyStatus } from './read-acl-output.ts'
import { addPolicy } from './read-policy.ts'
import type { TicketBucket, TicketKey, TicketKeyGrant } from './ticket.ts'

/** Reads what the S3 and KMS commands of the AWS CLI print. @see https://docs.aws.amazon.com/cli/latest/reference/s3api/ */
export function readResourceOutput(piece: Piece, into: Findings): boolean {
  return outputs.some((read) => read(piece, into))
}

type Read = (piece: Piece, into: Findings) => boolean

/** A bucket or key policy is a text inside the JSON; both commands print the same member. */
const getPolicy: Read = (piece, into) => {
  const value = member(piece.root, 'Policy')
  const isPolicy = value?.kind === 'string' || (value?.kind === 'object' && member(value, 'Statement') !== undefined)
  const inner = isPolicy ? innerDocument(piece, value, []) : undefined
  if (inner?.value.kind !== 'object') return false
  const isKey = elementsOf(inner.value).actions.some((action) => /^kms:/i.test(action)) || textAt(piece.root, 'PolicyName') !== undefined
  const { bucket, key } = namesInWords(piece.hint)
  if (isKey) {
    const because = 'it is what `aws kms get-key-policy` prints'
    return addPolicy(piece, value, { type: 'key', because, ...(key === undefined ? {} : { key }) }, into)
  }
  const because = 'it is what `aws s3api get-bucket-policy` prints'
  return addPolicy(piece, value, { type: 'bucket', because, ...(bucket === undefined ? {} : { bucket }) }, into)
}

/** The command for an account prints the same as the one for a bucket: the words above tell them apart. */
const publicAccessBlock: Read = (piece, into) => {
  const block = objectAt(piece.root, 'PublicAccessBlockConfiguration')
  if (block === undefined) return false
  const isOfAccount = /s3control|--account-id/.test(piece.hint)
  const on = (key: string): boolean => {
    const value = member(block, key)
    return value?.kind === 'boolean' && value.value
  }
  const settings = {
    blockPublicAcls: on('BlockPublicAcls'),
    ignorePublicAcls: on('IgnorePublicAcls'),
    blockPublicPolicy: on('BlockPublicPolicy'),
    restrictPublicBuckets: on('RestrictPublicBuckets'),
  }
  if (!isOfAccount) return addBucket(piece, into, 'get-public-access-block', { publicAccessBlock: settings })
  const at = placeOf(piece, piece.root)
  into.buckets.push({ at, accountPublicAccessBlock: settings })
  into.understand(at, 'the public access block of an account', 'it is what `aws s3control get-public-access-block` prints')
  return true
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html */
const requestPayment: Read = (piece, into) => {
  const payer = textAt(piece.root, 'Payer')
  if (payer !== 'Requester' && payer !== 'BucketOwner') return false
  return addBucket(piece, into, 'get-bucket-request-payment', { requesterPays: payer === 'Requester' })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
const versioning: Read = (piece, into) => {
  const status = textAt(piece.root, 'Status')
  const isAlone = piece.root.members.every(({ key }) => key === 'Status' || key === 'MFADelete')
  if ((status !== 'Enabled' && status !== 'Suspended') || !isAlone) return false
  return addBucket(piece, into, 'get-bucket-versioning', { versioning: status === 'Enabled' })
}

const yearInDays = 365

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html */
const objectLock: Read = (piece, into) => {
  const configuration = objectAt(piece.root, 'ObjectLockConfiguration')
  if (configuration === undefined) return false
  const rule = objectAt(configuration, 'Rule')
  const retention = rule === undefined ? undefined : objectAt(rule, 'DefaultRetention')
  const mode = retention === undefined ? undefined : textAt(retention, 'Mode')
  const [days, years] = retention === undefined ? [] : [Number(textAt(retention, 'Days')), Number(textAt(retention, 'Years'))]
  const length = days !== undefined && days > 0 ? days : (years ?? 0) * yearInDays
  const isLocking = (mode === 'GOVERNANCE' || mode === 'COMPLIANCE') && length > 0
  return addBucket(piece, into, 'get-object-lock-configuration', isLocking ? { objectLock: { mode, days: length }, versioning: true } : {})
}

/**
 * Rules that ask for tags or sizes, or for one day of the calendar, are left out: they do not expire all that lies below their prefix.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 */
const lifecycle: Read = (piece, into) => {
  const rules = objectsAt(piece.root, 'Rules')
  if (rules.length === 0 || !rules.every((rule) => has(rule, 'Status') && (has(rule, 'Filter') || has(rule, 'Prefix')))) return false
  const found = rules.flatMap((rule) => {
    const [expiration, filter] = [objectAt(rule, 'Expiration'), objectAt(rule, 'Filter')]
    const days = Number(expiration === undefined ? undefined : textAt(expiration, 'Days'))
    const isNarrow = filter?.members.some(({ key }) => key !== 'Prefix') === true
    if (!(days > 0) || isNarrow || textAt(rule, 'Status') !== 'Enabled') return []
    const prefix = (filter === undefined ? undefined : textAt(filter, 'Prefix')) ?? textAt(rule, 'Prefix') ?? ''
    return [{ at: placeOf(piece, rule), id: textAt(rule, 'ID') ?? 'rule', prefix, days }]
  })
  return addBucket(piece, into, 'get-bucket-lifecycle-configuration', { lifecycle: found })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html */
const accessPoint: Read = (piece, into) => {
  const [name, bucket] = [textAt(piece.root, 'Name'), textAt(piece.root, 'Bucket')]
  if (name === undefined || bucket === undefined || !has(piece.root, 'NetworkOrigin')) return false
  const configuration = objectAt(piece.root, 'VpcConfiguration')
  const vpc = configuration === undefined ? undefined : textAt(configuration, 'VpcId')
  const at = placeOf(piece, piece.root)
  const owner = textAt(piece.root, 'BucketAccountId')
  into.buckets.push({
    at,
    name: bucket,
    accessPoint: { name, ...(vpc === undefined ? {} : { vpc }) },
    ...(owner === undefined ? {} : { owner }),
  })
  into.understand(at, `the access point \`${name}\` of bucket \`${bucket}\``, 'it is what `aws s3control get-access-point` prints')
  return true
}

const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const

const ownershipControls: Read = (piece, into) => {
  const controls = objectAt(piece.root, 'OwnershipControls')
  const text = controls === undefined ? undefined : objectsAt(controls, 'Rules').map((rule) => textAt(rule, 'ObjectOwnership'))[0]
  const ownership = ownerships.find((one) => one === text)
  return ownership !== undefined && addBucket(piece, into, 'get-bucket-ownership-controls', { ownership })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
const location: Read = (piece, into) => {
  const value = member(piece.root, 'LocationConstraint')
  if (value === undefined || (value.kind !== 'string' && value.kind !== 'null')) return false
  const region = value.kind === 'null' ? 'us-east-1' : value.value === 'EU' ? 'eu-west-1' : value.value
  return addBucket(piece, into, 'get-bucket-location', { region })
}

const encryption: Read = (piece, into) => {
  const configuration = objectAt(piece.root, 'ServerSideEncryptionConfiguration')
  if (configuration === undefined) return false
  const [rule] = objectsAt(configuration, 'Rules').flatMap((each) => objectAt(each, 'ApplyServerSideEncryptionByDefault') ?? [])
  // Without the name of a key it is the one that AWS manages. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
  const ofAws = rule !== undefined && textAt(rule, 'SSEAlgorithm')?.startsWith('aws:kms') === true ? 'alias/aws/s3' : undefined
  const key = (rule === undefined ? undefined : textAt(rule, 'KMSMasterKeyID')) ?? ofAws
  return addBucket(piece, into, 'get-bucket-encryption', key === undefined ? {} : { key })
}

const states = ['Enabled', 'Disabled', 'PendingDeletion'] as const

const describeKey: Read = (piece, into) => {
  const metadata = objectAt(piece.root, 'KeyMetadata')
  const arn = metadata === undefined ? undefined : textAt(metadata, 'Arn')
  const state = states.find((one) => metadata !== undefined && one === textAt(metadata, 'KeyState'))
  if (metadata === undefined || arn === undefined || state === undefined) return false
  const key: TicketKey = { at: placeOf(piece, metadata), arn, state }
  into.keys.push(key)
  into.understand(key.at, `the key \`${arn}\`, which is ${state}`, 'it is what `aws kms describe-key` prints')
  return true
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html */
const listGrants: Read = (piece, into) => {
  const grants = objectsAt(piece.root, 'Grants').filter((grant) => has(grant, 'GrantId', 'GranteePrincipal'))
  if (grants.length === 0) return false
  for (const grant of grants) {
    const operations = member(grant, 'Operations')
    into.keyGrants.push({
      at: placeOf(piece, grant),
      key: textAt(grant, 'KeyId') ?? '',
      to: textAt(grant, 'GranteePrincipal') ?? '',
      operations: operations?.kind === 'array' ? operations.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : [],
      ...constraintsOf(grant),
    })
  }
  into.understand(placeOf(piece, piece.root), 'the grants of a key', 'it is what `aws kms list-grants` prints')
  return true
}

function constraintsOf(grant: LocatedObject): Pick<TicketKeyGrant, 'constraints'> {
  const given = objectAt(grant, 'Constraints')
  if (given === undefined) return {}
  const names = ['EncryptionContextEquals', 'EncryptionContextSubset'] as const
  const contexts = names.flatMap((name) => {
    const context = objectAt(given, name)
    return context === undefined ? [] : [[name, Object.fromEntries(context.members.flatMap(textMember))] as const]
  })
  return { constraints: Object.fromEntries(contexts) }
}

const textMember = ({ key, value }: LocatedObject['members'][number]): readonly (readonly [string, string])[] =>
  value.kind === 'string' ? [[key, value.value]] : []

const outputs: readonly Read[] = [
  getPolicy,
  // It has a public access block of its own.
  accessPoint,
  publicAccessBlock,
  ownershipControls,
  location,
  encryption,
  requestPayment,
  versioning,
  objectLock,
  lifecycle,
  describeKey,
  listGrants,
  readAcl,
  readPolicyStatus,
]

function addBucket(piece: Piece, into: Findings, command: string, facts: Omit<TicketBucket, 'at' | 'name'>): true {
  const { bucket } = namesInWords(piece.hint)
  const at = placeOf(piece, piece.root)
  into.buckets.push({ at, ...(bucket === undefined ? {} : { name: bucket }), ...facts })
  const settings: Readonly<Record<string, string>> = {
    'get-public-access-block': 'the public access block',
    'get-bucket-ownership-controls': 'the object ownership',
    'get-bucket-location': 'the region',
    'get-bucket-encryption': 'the default encryption',
    'get-bucket-request-payment': 'who pays for requests',
    'get-bucket-versioning': 'the versioning',
    'get-object-lock-configuration': 'the object lock',
    'get-bucket-lifecycle-configuration': 'the lifecycle rules',
  }
  into.understand(
    at,
    `${settings[command]} of ${bucket === undefined ? 'the bucket' : `bucket \`${bucket}\``}`,
    `it is what \`aws s3api ${command}\` prints`,
  )
  return true
}

/** What holds a credential is recognised so that nothing of it is kept. */
export function readCredentials(piece: Piece, into: Findings): boolean {
  const credentials = objectAt(piece.root, 'Credentials') ?? objectAt(piece.root, 'AccessKey') ?? ownCredentials(piece.root)
  if (credentials === undefined || textAt(credentials, 'SecretAccessKey') === undefined) return false
  const at = placeOf(piece, credentials)
  into.understand(at, 'credentials', 'they have a secret access key')
  into.report('secret', at, 'the ticket has a secret access key', 'nothing of it is kept; have it replaced, it has been sent around')
  return true
}

const ownCredentials = (root: LocatedObject): LocatedObject | undefined =>
  textAt(root, 'SecretAccessKey') === undefined ? undefined : root
