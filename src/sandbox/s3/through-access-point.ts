import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type AccessPoint, accessPointArn, accessPointContext } from './access-point.ts'
import type { Bucket } from './bucket.ts'
import { strictest } from './public-access-block.ts'

/**
 * Through an access point the same action is asked twice, by all policies of the caller: first of the point and its policy, then of the bucket and
 * its policy. That identity policies are asked at both is inferred from the page on endpoint policies, which must name both.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html
 */
export function throughAccessPoint(
  permission: Permission,
  key: string | undefined,
  bucket: Bucket,
  call: Call,
  stores: Stores,
): Permission {
  const point = call.accessPoint?.point
  if (point === undefined) return permission
  const context = { ...permission.context, ...accessPointContext(point) }
  const through: Permission = {
    action: permission.action,
    resource: accessPointArn(point, key),
    resourceAccount: point.account,
    context: withoutBucketTags(context),
    policies: pointPolicies(point, bucket, stores),
  }
  return { ...permission, context, through }
}

/** The tags of a bucket are known where the bucket is asked. */
const withoutBucketTags = (context: NonNullable<Permission['context']>): NonNullable<Permission['context']> =>
  Object.fromEntries(Object.entries(context).filter(([key]) => !key.startsWith('s3:BucketTag/')))

function pointPolicies(point: AccessPoint, bucket: Bucket, { iam, s3 }: Stores): NonNullable<Permission['policies']> {
  if (point.policy === undefined) return {}
  const { RestrictPublicBuckets: restrictPublicBuckets } = strictest(point.publicAccessBlock, s3.publicAccessBlock(bucket))
  return { resource: { name: point.name, policy: point.policy.current(iam).policy }, restrictPublicBuckets }
}

/** What can be done through an access point. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html */
const served = new Set([
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'DeleteObject',
  'DeleteObjects',
  'DeleteObjectTagging',
  'GetBucketAcl',
  'GetBucketCors',
  'GetBucketLocation',
  'GetBucketNotificationConfiguration',
  'GetBucketPolicy',
  'GetObject',
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectLegalHold',
  'GetObjectRetention',
  'GetObjectTagging',
  'HeadBucket',
  'HeadObject',
  'ListMultipartUploads',
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
  'ListParts',
  'PutObject',
  'PutObjectAcl',
  'PutObjectLegalHold',
  'PutObjectRetention',
  'PutObjectTagging',
  'RestoreObject',
  'UploadPart',
  'UploadPartCopy',
])

/**
 * Why a request cannot be made through the access point that it names, whatever policies say. The words for an operation are inferred.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html
 */
export function refuseThroughAccessPoint({ accessPoint, operation, method, way }: Omit<Call, 'permits'>): AwsError | undefined {
  if (accessPoint === undefined) return undefined
  const { vpc } = accessPoint.point
  if (vpc !== undefined && !(way?.from === 'vpcEndpoint' && way.vpc === vpc))
    return { code: 'AccessDenied', message: 'Access Denied', status: 403 }
  if (served.has(operation)) return undefined
  return {
    code: 'MethodNotAllowed',
    message: 'The specified method is not allowed against this resource.',
    status: 405,
    fields: { Method: method, ResourceType: 'ACCESSPOINT' },
  }
}
