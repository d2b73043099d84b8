import type { GetObjectRetentionOutput, GetObjectRetentionRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { noObjectLock } from './object-lock.ts'
import { onObject } from './on-object.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html */
export const getObjectRetention: Operation<GetObjectRetentionRequest, GetObjectRetentionOutput> = onObject({
  action: 's3:GetObjectRetention',
  hasVersionAction: false,
  refusesMarkers: true,
  run: ({ bucket, object: { retention } }) => {
    if (bucket.objectLock === undefined) return err(noObjectLock)
    return retention === undefined ? err(noLockOnObject) : ok({ Retention: { Mode: retention.mode, RetainUntilDate: retention.until } })
  },
})

/** Recorded from AWS. */
export const noLockOnObject: AwsError = {
  code: 'NoSuchObjectLockConfiguration',
  message: 'The specified object does not have a ObjectLock configuration',
  status: 404,
}
