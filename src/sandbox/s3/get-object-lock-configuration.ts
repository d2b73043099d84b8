import type { GetObjectLockConfigurationOutput, GetObjectLockConfigurationRequest, ObjectLockConfiguration } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import type { ObjectLock } from './object-lock.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html */
export const getObjectLockConfiguration: Operation<GetObjectLockConfigurationRequest, GetObjectLockConfigurationOutput> = onBucket({
  action: 's3:GetBucketObjectLockConfiguration',
  run: ({ name, objectLock }) =>
    objectLock === undefined
      ? err({
          code: 'ObjectLockConfigurationNotFoundError',
          message: 'Object Lock configuration does not exist for this bucket',
          status: 404,
          fields: { BucketName: name },
        })
      : ok({ ObjectLockConfiguration: describe(objectLock) }),
})

function describe({ defaultRetention }: ObjectLock): ObjectLockConfiguration {
  if (defaultRetention === undefined) return { ObjectLockEnabled: 'Enabled' }
  const { mode, period } = defaultRetention
  const length = 'days' in period ? { Days: period.days } : { Years: period.years }
  return { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: mode, ...length } } }
}
