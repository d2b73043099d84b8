import { editDistance } from '../../base/suggest.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
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
    return setUp.fixture.buckets.has(bucket) ? undefined : { ...setUp, connection: { ...setUp.connection, bucket } }
  },

  /** A bucket that the fixture lacks may still be somebody's: AWS's 403 says so, and then it is not claimed that there is none. */
  recognise: ({ fixture, connection, observations }) => {
    const { bucket } = connection
    const exists = observations.some(
      ({ step, code, status }) => step.startsWith('s3.') && code !== 'NoSuchBucket' && (status === 403 || status === 200),
    )
    return fixture.buckets.has(bucket) || exists
      ? []
      : [{ bucket, claims: [], steps: ['s3.head-bucket', 's3.location', 's3.list', 's3.get', 's3.put'] }]
  },

  say: ({ bucket }) => sentence`There is no bucket named ${name(bucket)}.`,

  where: () => 'Connection settings > Bucket',

  advise: ({ bucket }, evidence) => {
    const near = nearestBucket(evidence, bucket)
    return near === undefined ? 'Correct the name of the bucket.' : `Use ${near}.`
  },

  fix: ({ bucket }, evidence) => {
    const near = nearestBucket(evidence, bucket)
    return near === undefined ? [] : [{ edit: 'connection', change: { setting: 'bucket', value: near } }]
  },
}

/** A bucket with nearly the same name; the transfer bucket is nobody's source. */
function nearestBucket({ fixture, connection }: Evidence, bucket: string): string | undefined {
  const names = [...fixture.buckets.keys()].filter((candidate) => candidate !== connection.intermediateBucket)
  const distance = (candidate: string): number => editDistance(candidate, bucket, 10)
  const [near] = names.sort((a, b) => distance(a) - distance(b))
  return near !== undefined && distance(near) <= Math.max(2, bucket.length / 3) ? near : undefined
}
