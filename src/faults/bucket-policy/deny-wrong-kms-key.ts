import { keyArn } from '../../fixture/decide.ts'
import { denyingConditions } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { bucketOf } from '../subject.ts'
import { uploadRule } from '../upload-rule.ts'

const keyHeader = 's3:x-amz-server-side-encryption-aws-kms-key-id'

const wantedKey = (denial: Denial): string => denyingConditions(denial, keyHeader)[0]?.expected[0] ?? ''

/** The last part of an ARN: `lake`. */
const keyIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

/** The default key of the bucket, which the header does not name. */
function defaultKey({ fixture, connection }: SetUp): string | undefined {
  const key = fixture.keys.get(fixture.buckets.get(connection.bucket)?.encryptionKey ?? '')
  return key === undefined || connection.kmsKeyArn !== undefined ? undefined : keyArn(fixture, key)
}

export const denyWrongKmsKey = uploadRule({
  id: 'deny-wrong-kms-key',
  tier: 2,
  confidence: 'documented',
  summary: 'the bucket takes only uploads that name a certain key, and the connection names another or none',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms',
    'https://github.com/aws/aws-cdk/pull/17668',
    'https://github.com/etleap/terraform-provider-etleap/blob/main/docs/resources/connection_s3_data_lake.md',
  ],
  verdict: 'extra-probe',
  lookAlikes: ['deny-unencrypted-uploads', 'bucket-policy-explicit-deny'],
  sid: 'OwnKeyOnly',
  condition: (setUp) => {
    const arn = defaultKey(setUp)
    return arn === undefined ? undefined : { StringNotEquals: { [keyHeader]: arn } }
  },
  concerns: (key) => key === keyHeader,
  say: ({ first }, { connection }) =>
    connection.kmsKeyArn === undefined
      ? sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes only files that ask for the key ${name(keyIn(wantedKey(first)))}, and the connection asks for none.`
      : sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes only files that ask for the key ${name(keyIn(wantedKey(first)))}, and the connection asks for ${name(keyIn(connection.kmsKeyArn))}.`,
  advise: ({ first }) => `Enter ${wantedKey(first)} as the key of the connection, or take the connection out of this Deny.`,
})
