import type {
  PutObjectLockConfigurationOutput,
  PutObjectLockConfigurationRequest,
  DefaultRetention as SentRetention,
} from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import type { DefaultRetention } from './object-lock.ts'
import { onBucket } from './on-bucket.ts'

/** Turns object lock on, for good. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
export const putObjectLockConfiguration: Operation<PutObjectLockConfigurationRequest, PutObjectLockConfigurationOutput> = onBucket({
  action: 's3:PutBucketObjectLockConfiguration',
  run: (bucket, { ObjectLockConfiguration: lock }: Parsed<PutObjectLockConfigurationRequest>) => {
    if (lock === undefined) return err(emptyBody)
    if (lock.ObjectLockEnabled !== 'Enabled') return err(malformedXml)
    if (bucket.versioning !== 'Enabled') return err(notVersioned)
    if (lock.Rule === undefined) {
      bucket.objectLock = {}
      return ok({})
    }
    const retention = parseRetention(lock.Rule.DefaultRetention)
    if (!retention.ok) return retention
    bucket.objectLock = { defaultRetention: retention.value }
    return ok({})
  },
})

/** A mode, and days or years. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html */
function parseRetention(sent: Parsed<SentRetention> | undefined): Result<DefaultRetention, AwsError> {
  if (sent?.DefaultEventHold !== undefined) return err(noEventHold)
  const { Mode: mode, Days: days, Years: years } = sent ?? {}
  if (mode === undefined || (days === undefined) === (years === undefined)) return err(malformedXml)
  const length = days ?? years ?? 0
  if (length < 1) return err(invalidPeriod('Default retention period must be a positive integer value.'))
  if (length > (days === undefined ? 100 : 36_500)) return err(invalidPeriod('Default retention period too large'))
  return ok({ mode, period: days === undefined ? { years: length } : { days: length } })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const emptyBody: AwsError = { code: 'MissingRequestBodyError', message: 'Request Body is empty', status: 400 }

const invalidPeriod = (message: string): AwsError => ({ code: 'InvalidArgument', message, status: 400 })

const noEventHold: AwsError = { code: 'NotImplemented', message: 'Event holds are not implemented by the Sallyport sandbox', status: 501 }

/** Recorded from AWS. */
const notVersioned: AwsError = {
  code: 'InvalidBucketState',
  message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
  status: 409,
}
