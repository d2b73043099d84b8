import type { AccessPoint } from '../fixture/fixture.ts'
import { type Call, type Deploying, RefusedCalls } from './deploying.ts'
import { placeOf } from './document.ts'

/** Access points have no tags here, and so nothing that a sweep could find them by: only the sandbox of this process is given one. */
export async function confirmAccessPoint({ name, at }: AccessPoint, { target }: Deploying): Promise<void> {
  if (target.kind === 'embedded') return
  const call = { operation: 's3control:CreateAccessPoint', subject: `access point ${name}`, at }
  const message = 'a fixture with access points is deployed to the embedded sandbox alone'
  throw new RefusedCalls([{ kind: 'account', ...call, code: 'EmbeddedOnly', message }])
}

/**
 * Creates an access point and saves its policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPoint.html
 */
export async function createAccessPoint(point: AccessPoint, deploying: Deploying): Promise<void> {
  const { fixture, clients } = deploying
  const AccountId = deploying.accountId(point.account)
  const bucket = fixture.buckets.get(point.bucket)
  if (bucket === undefined) throw new Error(`internal error: the fixture has no bucket ${point.bucket}`)
  const control = await clients.s3Control(AccountId, bucket.region)
  const about = (operation: string): Call => ({
    operation: `s3control:${operation}`,
    subject: `access point ${point.name}`,
    at: point.policy === undefined || operation === 'CreateAccessPoint' ? point.at : placeOf(point.policy),
  })
  const of = { AccountId, Name: point.name }
  const input = {
    ...of,
    Bucket: bucket.name,
    BucketAccountId: deploying.accountId(bucket.account),
    ...(point.vpc === undefined ? {} : { VpcConfiguration: { VpcId: point.vpc } }),
  }
  const created = { kind: 'accessPoint', account: AccountId, region: bucket.region, accessPoint: point.name } as const
  await deploying.create(about('CreateAccessPoint'), created, () => control.createAccessPoint(input, clients.options))
  const { policy } = point
  if (policy === undefined) return
  const Policy = deploying.document(policy)
  await deploying.send(about('PutAccessPointPolicy'), () => control.putAccessPointPolicy({ ...of, Policy }, clients.options))
}
