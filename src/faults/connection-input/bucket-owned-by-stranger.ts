import { breakBy } from '../break-grant.ts'
import { ownerOf } from '../bucket-side.ts'
import type { Cause } from '../cause.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { meantBucket } from '../meant-bucket.ts'
import { documentsOf } from '../placed-document.ts'
import { copyBucketToStranger } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, isOnBucket } from '../subject.ts'

interface StrangerFinding extends Finding {
  /** The bucket that was probably meant. */
  readonly meant: string
}

export const bucketOwnedByStranger: Fault<StrangerFinding> = {
  id: 'bucket-owned-by-stranger',
  layer: 'connection-input',
  tier: 1,
  confidence: 'documented',
  summary: "the bucket is somebody else's: its name is mistyped, and names are the same for all of AWS",
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['s3-403-bare', 'resource-implicit', 'identity-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-missing-principal', 'identity-and-bucket-both-needed', 'bucket-does-not-exist'],
  specificity: 3,

  /** The stranger's bucket has what the customer's has, so that nothing but the owner tells them apart. */
  inject: (setUp) => {
    const { bucket } = setUp.connection
    const typo = bucket.slice(0, -1)
    if (setUp.connection.accessPoint !== undefined) return undefined
    if (!setUp.fixture.buckets.has(bucket) || setUp.fixture.buckets.has(typo) || !/^[a-z0-9].+[a-z0-9]$/.test(typo)) return undefined
    const fixture = copyBucketToStranger(setUp.fixture, bucket, typo)
    return breakBy({ ...setUp, fixture }, [{ edit: 'connection', change: { setting: 'bucket', value: typo } }])
  },

  /** Everything is refused there, its owner lets the connection do nothing, and no policy speaks of it. */
  recognise: (evidence) => {
    const { decided, causes, connection } = evidence
    const meant = meantBucket(evidence)
    const onBucket = decided.filter(({ need }) => isOnBucket(need, connection))
    const isShut = onBucket.length > 0 && onBucket.every(({ decision }) => decision.outcome !== 'allowed' && decision.crossAccount)
    const claims = causes.filter(({ need }) => isOnBucket(need, connection))
    const isStrange = onBucket.every(({ need }) => claims.some((cause) => cause.need === need && isUnknown(cause)))
    return meant !== undefined && isShut && isStrange && !isNamed(evidence) ? [{ meant, claims }] : []
  },

  say: ({ meant }, evidence) => {
    const { bucket } = evidence.connection
    return sentence`The bucket ${name(bucket)} belongs to somebody else, account ${name(ownerOf(evidence, bucket))}; ${name(meant)} was probably meant.`
  },

  where: () => 'Connection settings > Bucket',

  advise: ({ meant }) => `Use ${meant}.`,

  fix: ({ meant }) => [{ edit: 'connection', change: { setting: 'bucket', value: meant } }],
}

const isUnknown = ({ cause, layer }: Cause): boolean => cause === 'absence' && layer === 'resource'

const isNamed = ({ fixture, connection }: Evidence): boolean => {
  const arn = bucketArn(connection.bucket)
  const texts = documentsOf(fixture).flatMap(({ file }) => file.policy.statements.flatMap(({ resource }) => resource?.patterns ?? []))
  return texts.some(({ text }) => text === arn || text.startsWith(`${arn}/`))
}
