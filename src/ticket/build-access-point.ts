import type { AccessPoint, PolicyFile } from '../fixture/fixture.ts'
import type { Draft } from './draft.ts'

/** Puts the access point of the connection into the fixture, in front of its bucket. */
export function buildAccessPoint(draft: Draft): void {
  const { accessPoint, bucket } = draft.connection
  if (accessPoint === undefined || !draft.buckets.has(bucket)) return
  const [, , , , account = ''] = accessPoint.split(':')
  const name = accessPoint.replace(/^.*\//, '')
  const shown = draft.ticket.buckets.find((one) => one.accessPoint?.name === name)?.accessPoint
  const given = draft.ticket.policies.find((policy) => policy.accessPoint === accessPoint)
  const policy = given === undefined ? undefined : draft.take(given, 'access-point-policy', { accessPoint })
  draft.accessPoints.set(name, {
    name,
    at: draft.at,
    account: draft.account(account, 'access-point-owner'),
    bucket,
    ...(policy === undefined ? {} : { policy }),
    ...(shown?.vpc === undefined ? {} : { vpc: shown.vpc }),
  })
  if (shown === undefined) draft.assume(`the access point \`${name}\` is open to the internet`, 'its settings are not in the ticket')
}

/**
 * A bucket policy that leaves all decisions to the access points of an account.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
 */
export function delegatingPolicy(draft: Draft, { account, bucket }: AccessPoint): PolicyFile {
  draft.assume(`the policy of the bucket \`${bucket}\` leaves decisions to the access point`, 'the bucket policy is not in the ticket')
  return draft.made(`${bucket}-policy`, 'bucketPolicy', {
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { StringEquals: { 's3:DataAccessPointAccount': draft.accountId(account) } },
  })
}
