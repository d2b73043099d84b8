import type { PutBucketRequestPaymentRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketRequestPayment.html */
export const putBucketRequestPayment: Operation<PutBucketRequestPaymentRequest, object> = onBucket({
  action: 's3:PutBucketRequestPayment',
  run: (bucket, input: Parsed<PutBucketRequestPaymentRequest>) => {
    bucket.payer = input.RequestPaymentConfiguration.Payer
    return ok({})
  },
})
