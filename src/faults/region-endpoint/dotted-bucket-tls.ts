import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { lengthened } from '../rearrange-fixture.ts'
import { renameBucket } from '../rename-bucket.ts'
import { name, sentence } from '../sentence.ts'
import { everyStep } from '../steps-of.ts'

const base = inputFault({
  id: 'dotted-bucket-tls',
  layer: 'region-endpoint',
  tier: 2,
  confidence: 'observed',
  summary: 'the name of the bucket has dots, and it is put into the name of the host, which the certificate does not cover then',
  sources: [
    'https://github.com/boto/boto3/issues/1756',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    'https://docs.databricks.com/data-governance/unity-catalog/manage-external-locations-and-credentials.html',
  ],
  connectors: bothConnectors,
  lookAlikes: ['custom-endpoint-wrong'],
  spoil: () => ({ addressing: 'virtual' }),
  steps: everyStep,
  say: (_, { connection }) =>
    sentence`The bucket ${name(connection.bucket)} has dots in its name, so it cannot be reached over https by a host name of its own.`,
  advise: () => 'Switch to path-style addressing, or use a bucket whose name has no dots.',
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const longestBucketName = 63

export const dottedBucketTls: typeof base = {
  ...base,
  inject: (setUp) => {
    const { bucket, accessPoint, addressing, scheme } = setUp.connection
    if (accessPoint !== undefined || addressing !== undefined || scheme === 'http' || !setUp.fixture.buckets.has(bucket)) return undefined
    return base.inject(bucket.includes('.') ? setUp : renameBucket(setUp, lengthened(bucket, '.data', longestBucketName)))
  },
}
