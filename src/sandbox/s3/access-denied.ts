import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import type { Bucket } from './bucket.ts'

/** An action on a resource that a setting of the bucket withholds, and the words in which S3 says so. */
export interface Withheld {
  readonly action: string
  readonly resource: string
  /** `because public ACLs are prevented by …` */
  readonly because: string
}

/**
 * The refusal of a setting rather than a policy. S3 explains itself only to callers of the bucket's account.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
export function accessDenied({ action, resource, because }: Withheld, bucket: Bucket, call: Call): AwsError {
  const arn = principalArn(call.caller.principal)
  const explains = arn !== undefined && call.caller.account === bucket.owner
  return {
    code: 'AccessDenied',
    message: explains ? `User: ${arn} is not authorized to perform: ${action} on resource: "${resource}" ${because}` : 'Access Denied',
    status: 403,
  }
}

export const publicAclsBlocked = 'because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.'
export const publicPoliciesBlocked = 'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.'
export const customerKeysBlocked =
  'because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type'
