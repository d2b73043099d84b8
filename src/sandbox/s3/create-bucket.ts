import type { CreateBucketOutput, CreateBucketRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type Acl, isPublicGrant, isSameAcl, privateAcl } from './acl.ts'
import { namesAcl, parseAclHeaders } from './acl-input.ts'
import { Bucket, type ObjectOwnership } from './bucket.ts'
import { refuseBucketName } from './bucket-name.ts'
import { isAccountRegional, refuseNamespace } from './bucket-namespace.ts'
import { ownerOf } from './bucket-permission.ts'
import { defaultEncryption } from './encryption.ts'
import { chooseRegion } from './location-constraint.ts'
import { aclContext, givesOwnerFullControl } from './new-object.ts'
import { everythingBlocked } from './public-access-block.ts'
import { aclGivesToOthers } from './put-bucket-ownership-controls.ts'
import type { Region } from './region.ts'
import { parseTags, type Tags } from './tags.ts'

type Input = Parsed<CreateBucketRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: Operation<CreateBucketRequest, CreateBucketOutput> = {
  requires: (input, call, stores) => {
    const request = parse(input, call, stores)
    return request.ok ? ok(permissions(input, request.value, stores)) : request
  },
  run: (input, call, stores) => {
    const request = parse(input, call, stores)
    return request.ok ? create(request.value, input, call, stores) : request
  },
}

interface Request {
  readonly region: Region
  readonly ownership: ObjectOwnership | undefined
  readonly acl: Acl | undefined
  readonly tags: Tags
}

function parse(input: Input, call: Call, stores: Stores): Result<Request, AwsError> {
  const refused = refuseBucketName(input.Bucket) ?? refuseDirectory(input)
  if (refused !== undefined) return err(refused)
  const region = chooseRegion(input.CreateBucketConfiguration?.LocationConstraint, call.region, stores)
  if (!region.ok) return region
  const misplaced = refuseNamespace(input, call.caller.account, region.value)
  if (misplaced !== undefined) return err(misplaced)
  const ownership = parseOwnership(input.ObjectOwnership)
  if (!ownership.ok) return ownership
  const owner = ownerOf(call)
  const acl = parseAclHeaders(input, { on: 'bucket', owner, bucketOwner: owner }, stores)
  if (!acl.ok) return acl
  const tags = parseTags(input.CreateBucketConfiguration?.Tags ?? [], 'newBucket')
  return tags.ok ? ok({ region: region.value, ownership: ownership.value, acl: acl.value, tags: tags.value }) : tags
}

function refuseDirectory({ CreateBucketConfiguration }: Input): AwsError | undefined {
  const isDirectory = CreateBucketConfiguration?.Location !== undefined || CreateBucketConfiguration?.Bucket !== undefined
  return isDirectory
    ? { code: 'NotImplemented', message: 'Directory buckets are not implemented by the Sallyport sandbox', status: 501 }
    : undefined
}

/** The words were recorded from AWS. */
function parseOwnership(text: string | undefined): Result<ObjectOwnership | undefined, AwsError> {
  if (text === undefined || text === 'BucketOwnerEnforced' || text === 'BucketOwnerPreferred' || text === 'ObjectWriter') return ok(text)
  return err({
    code: 'InvalidArgument',
    message: `Invalid x-amz-object-ownership header: ${text}`,
    status: 400,
    fields: { ArgumentName: 'x-amz-object-ownership' },
  })
}

/** More than `s3:CreateBucket` where the request sets more. */
function permissions(input: Input, { acl, region, tags, ownership }: Request, { profile }: Stores): readonly Permission[] {
  const needs = (action: string, more: Partial<Permission> = {}): Permission => ({
    action,
    resource: `arn:aws:s3:::${input.Bucket}`,
    ...more,
  })
  const context = {
    ...aclContext(input),
    's3:locationconstraint': region === 'us-east-1' ? input.CreateBucketConfiguration?.LocationConstraint : region,
    's3:x-amz-object-ownership': input.ObjectOwnership,
    's3:x-amz-bucket-namespace': input.BucketNamespace,
  }
  return [
    needs('s3:CreateBucket', { context, requestTags: tags }),
    ...(acl === undefined || input.ACL === 'private' ? [] : [needs('s3:PutBucketAcl', { context: aclContext(input) })]),
    // In the profile of older servers buckets are their writers' anyway.
    ...(ownership === undefined || (profile === 'legacy-s3' && ownership === 'ObjectWriter')
      ? []
      : [needs('s3:PutBucketOwnershipControls')]),
    ...(input.ObjectLockEnabledForBucket === true ? [needs('s3:PutBucketObjectLockConfiguration'), needs('s3:PutBucketVersioning')] : []),
    ...(tags.size > 0 ? [needs('s3:TagResource', { requestTags: tags })] : []),
  ]
}

function create(request: Request, input: Input, call: Call, stores: Stores): Result<CreateBucketOutput, AwsError> {
  const owner = call.caller.account
  if (owner === undefined) return err({ code: 'AccessDenied', message: 'Access Denied', status: 403 })
  const bucket = new Bucket({
    name: input.Bucket,
    owner,
    region: request.region,
    creationDate: call.now,
    acl: request.acl ?? privateAcl(owner),
    encryption: defaultEncryption,
  })
  applyDefaults(bucket, request, input, stores)
  const refused = refuseAcl(bucket, input)
  if (refused !== undefined) return err(refused)
  const existing = stores.s3.buckets.get(input.Bucket)
  if (existing !== undefined) return isAccountRegional(input) ? err(alreadyOwned(bucket.name)) : recreate(existing, bucket, request, stores)
  stores.s3.buckets.set(bucket.name, bucket)
  return ok(located(bucket))
}

function applyDefaults(bucket: Bucket, { ownership, tags }: Request, input: Input, stores: Stores): void {
  const isLegacy = stores.profile === 'legacy-s3'
  const effective = ownership ?? (isLegacy ? undefined : 'BucketOwnerEnforced')
  if (effective !== undefined) bucket.ownership = effective
  if (isLegacy) {
    bucket.encryption = { ...defaultEncryption, blocksSseC: false, isUnset: true }
    bucket.locationConstraint = input.CreateBucketConfiguration?.LocationConstraint
  } else bucket.publicAccessBlock = everythingBlocked
  if (tags.size > 0) bucket.tags = tags
  if (input.ObjectLockEnabledForBucket === true) {
    bucket.objectLock = {}
    bucket.versioning = 'Enabled'
  }
}

/** What a new bucket may not have together. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
function refuseAcl(bucket: Bucket, input: Input): AwsError | undefined {
  if (!namesAcl(input)) return undefined
  if (bucket.aclsDisabled && !givesOwnerFullControl(bucket.acl, bucket)) return aclGivesToOthers
  if (bucket.publicAccessBlock?.BlockPublicAcls !== true || !bucket.acl.some(isPublicGrant)) return undefined
  return {
    code: 'InvalidBucketAclWithBlockPublicAccessError',
    message: 'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
    status: 400,
  }
}

/** In us-east-1 the owner may create a bucket once more: only its ACL is set again. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
function recreate(existing: Bucket, bucket: Bucket, { region, acl }: Request, { profile }: Stores): Result<CreateBucketOutput, AwsError> {
  if (existing.owner !== bucket.owner) return err(alreadyExists(existing.name))
  // Older servers have one region, keep what they were told, and set no ACL again.
  if (profile === 'legacy-s3' && !isSameAcl(existing.acl, bucket.acl)) return err(alreadyExists(existing.name))
  const elsewhere = [existing.region, region, existing.locationConstraint ?? 'us-east-1'].some((one) => one !== 'us-east-1' && one !== '')
  if (elsewhere) return err(alreadyOwned(existing.name))
  if (!existing.aclsDisabled) existing.acl = acl ?? privateAcl(existing.owner)
  return ok(located(existing))
}

const located = ({ name, region, arn }: Bucket): CreateBucketOutput => ({
  Location: region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
  BucketArn: arn,
})

const alreadyExists = (name: string): AwsError => ({
  code: 'BucketAlreadyExists',
  message:
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
  status: 409,
  fields: { BucketName: name },
})

/** Recorded from AWS. */
const alreadyOwned = (name: string): AwsError => ({
  code: 'BucketAlreadyOwnedByYou',
  message: 'Your previous request to create the named bucket succeeded and you already own it.',
  status: 409,
  fields: { BucketName: name },
})
