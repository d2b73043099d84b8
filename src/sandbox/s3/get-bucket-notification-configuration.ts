import type { GetBucketNotificationConfigurationRequest, NotificationConfiguration } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** Without one the answer is empty. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html */
export const getBucketNotificationConfiguration: Operation<
  GetBucketNotificationConfigurationRequest,
  Parsed<NotificationConfiguration>
> = onBucket({
  action: 's3:GetBucketNotification',
  run: ({ notification }) => ok(notification ?? {}),
})
