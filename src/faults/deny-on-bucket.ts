import { breakBy } from './break-grant.ts'
import { addToBucketPolicy } from './bucket-side.ts'
import type { JsonValue } from './edit.ts'
import type { SetUp } from './set-up.ts'
import { bucketArn } from './subject.ts'

/** Denies everybody the work with the files of the bucket, on a condition; undefined where the connection does not mind. */
export function denyOnBucket(setUp: SetUp, Sid: string, Condition: JsonValue): SetUp | undefined {
  const { bucket } = setUp.connection
  if (!setUp.fixture.buckets.has(bucket)) return undefined
  const statement = {
    Sid,
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
    Resource: [bucketArn(bucket), `${bucketArn(bucket)}/*`],
    Condition,
  }
  return breakBy(setUp, [addToBucketPolicy(setUp, bucket, statement)])
}
