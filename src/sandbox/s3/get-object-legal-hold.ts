import type { GetObjectLegalHoldOutput, GetObjectLegalHoldRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { noLockOnObject } from './get-object-retention.ts'
import { noObjectLock } from './object-lock.ts'
import { onObject } from './on-object.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html */
export const getObjectLegalHold: Operation<GetObjectLegalHoldRequest, GetObjectLegalHoldOutput> = onObject({
  action: 's3:GetObjectLegalHold',
  hasVersionAction: false,
  refusesMarkers: true,
  run: ({ bucket, object: { legalHold } }) => {
    if (bucket.objectLock === undefined) return err(noObjectLock)
    return legalHold === undefined ? err(noLockOnObject) : ok({ LegalHold: { Status: legalHold } })
  },
})
