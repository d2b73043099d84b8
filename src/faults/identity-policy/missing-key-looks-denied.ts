import { suggest } from '../../base/suggest.ts'
import { throughPoint, worker } from '../../connectors/s3-needs.ts'
import type { Need } from '../../fixture/need.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { decideNeeds } from '../find-causes.ts'
import { filesIn } from '../needs-of.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { bucketArn } from '../subject.ts'

interface MissingFileFinding extends Finding {
  readonly file: string
}

export const missingKeyLooksDenied: Fault<MissingFileFinding> = {
  id: 'missing-key-looks-denied',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the file does not exist, and AWS says so only to those who may list the whole bucket: to others it says "access denied"',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html', 'https://github.com/aws/aws-sdk-java/issues/974'],
  connectors: bothConnectors,
  classes: ['identity-implicit/ListBucket', 'resource-implicit/ListBucket', 's3-403-bare/ListBucket', 's3-403-bare/GetObject'],
  verdict: 'extra-probe',
  lookAlikes: ['get-object-action-missing', 'list-action-missing'],
  specificity: 3,

  inject: ({ fixture, connection }) => {
    const [file] = filesIn(fixture.buckets.get(connection.bucket), connection.baseDirectory)
    if (file === undefined || connection.sampleFile !== undefined) return undefined
    const broken = { fixture, connection: { ...connection, sampleFile: `${file}.gz` } }
    return mayListAll(broken) ? undefined : broken
  },

  recognise: ({ fixture, connection, tidy: { sampleFile: file } }) => {
    const bucket = fixture.buckets.get(connection.bucket)
    if (bucket === undefined || file === undefined || filesIn(bucket, '').includes(file) || mayListAll({ fixture, connection })) return []
    return [{ file, claims: [], steps: ['s3.get-sample'] }]
  },

  say: ({ file }, { connection }) =>
    sentence`There is no file ${name(file)} in ${name(connection.bucket)}; AWS calls that "access denied" for those who may not list the whole bucket.`,

  where: () => 'Connection settings > Sample file',

  advise: ({ file }, { fixture, connection }) => {
    const near = nearestFile(file, { fixture, connection })
    return near === undefined ? 'Name a file that is there.' : `Name a file that is there: ${near}.`
  },

  fix: ({ file }, { fixture, connection }) => [
    { edit: 'connection', change: { setting: 'sampleFile', value: nearestFile(file, { fixture, connection }) } },
  ],
}

function nearestFile(file: string, { fixture, connection }: SetUp): string | undefined {
  const files = filesIn(fixture.buckets.get(connection.bucket), connection.baseDirectory)
  return suggest(file, files) ?? files[0]
}

const noon = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** What AWS asks before it says that a key is missing: listing, of no folder in particular. */
function mayListAll({ fixture, connection }: SetUp): boolean {
  const context = { 'aws:securetransport': String(connection.scheme === 'https') }
  const need: Need = {
    step: 's3.get-sample',
    by: worker(connection),
    action: 's3:ListBucket',
    resource: bucketArn(connection.bucket),
    context,
    expected: 'allowed',
  }
  const { accessPoint, bucket } = connection
  const needs = accessPoint === undefined ? [need] : throughPoint(need, { accessPoint, bucket, key: '' })
  return decideNeeds(fixture, needs, noon).every(({ decision }) => decision.outcome === 'allowed')
}
