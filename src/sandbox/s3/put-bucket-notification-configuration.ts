import type {
  NotificationConfiguration,
  NotificationConfigurationFilter,
  PutBucketNotificationConfigurationRequest,
} from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import { parseArn } from '../../policy/arn.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Random } from '../random.ts'
import { onBucket } from './on-bucket.ts'

type Notification = Parsed<NotificationConfiguration>

/** Stored; the sandbox has nobody to notify, so destinations are not looked up. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export const putBucketNotificationConfiguration: Operation<PutBucketNotificationConfigurationRequest, object> = onBucket({
  action: 's3:PutBucketNotification',
  run: (bucket, { NotificationConfiguration: notification }: Parsed<PutBucketNotificationConfigurationRequest>, { random }) => {
    const refused = refuse(notification)
    if (refused !== undefined) return err(refused)
    bucket.notification = withIds(notification, random)
    return ok({})
  },
})

interface Destination {
  readonly name: string
  readonly arn: string
  readonly filter: Parsed<NotificationConfigurationFilter> | undefined
}

const destinations = (notification: Notification): readonly Destination[] => [
  ...(notification.TopicConfigurations ?? []).map(({ TopicArn: arn, Filter: filter }) => ({ name: 'Topic', arn, filter })),
  ...(notification.QueueConfigurations ?? []).map(({ QueueArn: arn, Filter: filter }) => ({ name: 'Queue', arn, filter })),
  ...(notification.LambdaFunctionConfigurations ?? []).map(({ LambdaFunctionArn: arn, Filter: filter }) => ({
    name: 'CloudFunction',
    arn,
    filter,
  })),
]

/** The words were recorded from AWS. */
function refuse(notification: Notification): AwsError | undefined {
  for (const { name, arn, filter } of destinations(notification)) {
    if (parseArn(arn) === undefined) return invalid('The ARN could not be parsed', name, arn)
    const wrong = filter?.Key?.FilterRules?.find((rule) => !/^(?:prefix|suffix)$/i.test(rule.Name ?? ''))
    if (wrong !== undefined) return invalid('filter rule name must be either prefix or suffix', 'FilterRule.Name', wrong.Name ?? '')
  }
  return undefined
}

const invalid = (message: string, name: string, value: string): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: name, ArgumentValue: value },
})

/** What has no id gets one. */
function withIds(notification: Notification, random: Random): Notification {
  const named = <T extends { readonly Id?: string | undefined }>(items: readonly T[]): readonly T[] =>
    items.map((item) => ({ ...item, Id: item.Id ?? random.uuid() }))
  const { TopicConfigurations: topics, QueueConfigurations: queues, LambdaFunctionConfigurations: functions } = notification
  return {
    ...notification,
    ...(topics === undefined ? {} : { TopicConfigurations: named(topics) }),
    ...(queues === undefined ? {} : { QueueConfigurations: named(queues) }),
    ...(functions === undefined ? {} : { LambdaFunctionConfigurations: named(functions) }),
  }
}
