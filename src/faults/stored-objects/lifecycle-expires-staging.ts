import type { S3Connection } from '../../connectors/connection.ts'
import { listPrefix, stagedKey, transferKey } from '../../connectors/s3-needs.ts'
import type { Bucket, ExpirationRule } from '../../fixture/fixture.ts'
import { decideSetUp } from '../break-grant.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { isMet } from '../find-causes.ts'
import { changeEntry, withEntry } from '../map-entry.ts'
import { name, sentence } from '../sentence.ts'

interface RuleFinding extends Finding {
  readonly bucket: string
  readonly rule: string
  readonly days: number
  /** For how long the files are needed. */
  readonly stagingDays: number
}

/** Where the connection puts files that it needs again: a data lake into its staging folder, a source into the transfer bucket. */
interface Staging {
  readonly bucket: string
  readonly folder: string
  readonly key: string
  readonly step: string
}

function stagingOf({ connector, bucket, stagingFolder, intermediateBucket }: S3Connection): Staging | undefined {
  if (connector === 's3-data-lake')
    return stagingFolder === undefined
      ? undefined
      : { bucket, folder: `${stagingFolder}/`, key: stagedKey(stagingFolder), step: 's3.stage' }
  return intermediateBucket === undefined ? undefined : { bucket: intermediateBucket, folder: '', key: transferKey(), step: 'im.put' }
}

/** A data lake stages below its own folder unless it says otherwise. */
const withStaging = (connection: S3Connection): S3Connection => ({
  ...connection,
  stagingDays: connection.stagingDays ?? 3,
  ...(connection.connector === 's3-data-lake'
    ? { stagingFolder: connection.stagingFolder ?? `${listPrefix(connection) ?? ''}_staging` }
    : {}),
})

const ruleFor = ({ at }: Bucket, prefix: string): ExpirationRule => ({ at, prefix, days: 1 })

export const lifecycleExpiresStaging: Fault<RuleFinding> = {
  id: 'lifecycle-expires-staging',
  layer: 'stored-objects',
  tier: 2,
  confidence: 'knowledge',
  summary: 'a lifecycle rule removes staged files before the pipeline is done with them',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_ResponseSyntax',
    'https://github.com/databricks/spark-redshift/issues/181',
  ],
  connectors: bothConnectors,
  classes: ['expires-early'],
  verdict: 'unique',
  lookAlikes: ['delete-marker-current'],
  specificity: 3,

  inject: ({ fixture, connection: healthy }) => {
    const connection = withStaging(healthy)
    const staging = stagingOf(connection)
    if (staging === undefined || !fixture.buckets.has(staging.bucket) || connection.stagingDays === 1) return undefined
    const { bucket, folder } = staging
    const expiring = (one: Bucket): Bucket => ({
      ...one,
      lifecycle: withEntry(one.lifecycle ?? new Map(), 'clean-up', ruleFor(one, folder)),
    })
    const broken = { fixture: { ...fixture, buckets: changeEntry(fixture.buckets, bucket, expiring) }, connection }
    return decideSetUp(broken).every(isMet) ? broken : undefined
  },

  /** S3 counts whole days, so that a file stays for as many days as the rule says, and for less than one more. */
  recognise: ({ fixture, connection }) => {
    const { stagingDays } = connection
    const staging = stagingOf(connection)
    if (staging === undefined || stagingDays === undefined) return []
    const { bucket, key, step } = staging
    return [...(fixture.buckets.get(bucket)?.lifecycle ?? [])]
      .filter(([, { prefix, days }]) => key.startsWith(prefix) && days < stagingDays)
      .map(([id, { at, days }]) => ({ bucket, rule: id, days, stagingDays, at, claims: [], steps: [step] }))
  },

  say: ({ bucket, rule, days }) =>
    sentence`The lifecycle rule ${name(rule)} of ${name(bucket)} removes files after ${days === 1 ? 'one day' : `${String(days)} days`}, while the pipeline still needs them.`,

  where: ({ bucket }) => `S3 > ${bucket} > Management > Lifecycle rules`,

  advise: ({ rule, stagingDays }, { connection: { connector, stagingFolder } }) => {
    const wait = `Let the rule ${rule} wait ${stagingDays} days`
    return connector === 's3-data-lake' ? `${wait}, or leave ${stagingFolder}/ out of it.` : `${wait} or more.`
  },

  fix: ({ bucket, rule, stagingDays }) => [{ edit: 'expirationDays', bucket, rule, days: stagingDays }],
}
