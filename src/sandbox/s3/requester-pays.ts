import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Bucket } from './bucket.ts'

export interface PayerInput {
  readonly RequestPayer?: string | undefined
}

/**
 * Who is not the owner must say that he pays; nobody pays for unsigned requests.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
 */
export function refusePayer(bucket: Bucket, input: PayerInput, { caller }: Call): AwsError | undefined {
  const pays = caller.account !== undefined && input.RequestPayer === 'requester'
  return isOutsider(bucket, caller.account) && !pays ? { code: 'AccessDenied', message: 'Access Denied', status: 403 } : undefined
}

export const chargedOutput = (bucket: Bucket, { caller }: Call): { RequestCharged?: 'requester' } =>
  isOutsider(bucket, caller.account) ? { RequestCharged: 'requester' } : {}

const isOutsider = (bucket: Bucket, account: string | undefined): boolean => bucket.payer === 'Requester' && account !== bucket.owner
