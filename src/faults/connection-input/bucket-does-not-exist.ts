import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { nearestBucket } from '../meant-connection.ts'
import { name, sentence } from '../sentence.ts'

interface MissingBucketFinding extends Finding {
  readonly bucket: string
}

export const bucketDoesNotExist: Fault<MissingBucketFinding> = {
  id: 'bucket-does-not-exist',
  layer: 'connection-input',
  tier: 1,
  confidence: 'documented',
  summary: 'there is no bucket of this name',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html', 'https://github.com/airbytehq/airbyte/issues/11871'],
  connectors: bothConnectors,
  classes: ['no-such-bucket'],
  verdict: 'unique',
  lookAlikes: ['bucket-name-with-scheme-or-path', 'bucket-name-whitespace-or-case'],
  specificity: 3,

  inject: (setUp) => {
    const bucket = `${setUp.connection.bucket.slice(0, 62)}s`
    return setUp.fixture.buckets.has(bucket) || setUp.connection.accessPoint !== undefined
      ? undefined
      : { ...setUp, connection: { ...setUp.connection, bucket } }
  },

  /** A bucket that the fixture lacks may still be somebody's: AWS's 403 says so, and then it is not claimed that there is none. */
  recognise: ({ fixture, tidy: { bucket }, observations }) => {
    const exists = observations.some(
      ({ step, code, status }) => step.startsWith('s3.') && code !== 'NoSuchBucket' && (status === 403 || status === 200),
    )
    return fixture.buckets.has(bucket) || exists
      ? []
      : [{ bucket, claims: [], steps: ['s3.head-bucket', 's3.location', 's3.list', 's3.get', 's3.put'] }]
  },

  say: ({ bucket }) => sentence`There is no bucket named ${name(bucket)}.`,

  where: () => 'Connection settings > Bucket',

  advise: (_, evidence) => {
    const near = nearestBucket(evidence.fixture, evidence.tidy)
    return near === undefined ? 'Correct the name of the bucket.' : `Use ${near}.`
  },

  fix: (_, evidence) => {
    const near = nearestBucket(evidence.fixture, evidence.tidy)
    return near === undefined ? [] : [{ edit: 'connection', change: { setting: 'bucket', value: near } }]
  },
}
