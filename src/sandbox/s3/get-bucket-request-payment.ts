import type { GetBucketRequestPaymentOutput, GetBucketRequestPaymentRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html */
export const getBucketRequestPayment: Operation<GetBucketRequestPaymentRequest, GetBucketRequestPaymentOutput> = onBucket({
  action: 's3:GetBucketRequestPayment',
  run: ({ payer }) => ok({ Payer: payer }),
})
