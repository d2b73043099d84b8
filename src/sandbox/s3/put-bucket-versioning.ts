import type { PutBucketVersioningRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning: Operation<PutBucketVersioningRequest, object> = onBucket({
  action: 's3:PutBucketVersioning',
  run: (bucket, { VersioningConfiguration: { Status: status, MFADelete: mfaDelete } }: Parsed<PutBucketVersioningRequest>) => {
    if (mfaDelete === 'Enabled') return err(noMfaDelete)
    if (status === undefined) return err(noStatus)
    if (status === 'Suspended' && bucket.objectLock !== undefined) return err(locked)
    bucket.versioning = status
    return ok({})
  },
})

const noMfaDelete: AwsError = { code: 'NotImplemented', message: 'MFA delete is not implemented by the Sallyport sandbox', status: 501 }

/** Recorded from AWS. */
const noStatus: AwsError = {
  code: 'IllegalVersioningConfigurationException',
  message: 'The Versioning element must be specified',
  status: 400,
}

/** Recorded from AWS. */
const locked: AwsError = {
  code: 'InvalidBucketState',
  message: 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
  status: 409,
}
