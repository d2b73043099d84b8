import type { AbortMultipartUploadOutput, AbortMultipartUploadRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { findBucket } from './find-bucket.ts'
import { findUpload, initiatorPermission, removeUpload } from './find-upload.ts'
import { refuseUnbuilt } from './not-implemented.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: Operation<AbortMultipartUploadRequest, AbortMultipartUploadOutput> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const refused =
      refuseUnbuilt(input, { IfMatchInitiatedTime: 'x-amz-if-match-initiated-time' }) ?? refusePayer(bucket.value, input, call)
    if (refused !== undefined) return err(refused)
    return ok([initiatorPermission('s3:AbortMultipartUpload', bucket.value, input, call, stores)])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const upload = findUpload(bucket.value, input)
    if (!upload.ok) return upload
    removeUpload(bucket.value, upload.value)
    return ok(chargedOutput(bucket.value, call))
  },
}
