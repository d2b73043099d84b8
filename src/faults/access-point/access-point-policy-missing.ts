import { breakGrants } from '../break-grant.ts'
import { isBucketSide } from '../bucket-side.ts'
import type { Cause } from '../cause.ts'
import { removeStatement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, deedsOf, isOnPoint, pointNameOf, whoNeeds } from '../subject.ts'

export const accessPointPolicyMissing: Fault<AbsenceFinding> = {
  id: 'access-point-policy-missing',
  layer: 'access-point',
  tier: 2,
  confidence: 'documented',
  summary: 'the policy of the access point does not let the role in, or the bucket does not leave that to the access point',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://fivetran.com/docs/connectors/files/amazon-s3/setup-guide-new',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-missing-principal', 'access-point-vpc-only'],
  specificity: 0,

  inject: (setUp) =>
    breakGrants(
      setUp,
      'resource',
      (need) => isOnPoint(need),
      (placed) => removeStatement(placed),
    ),

  recognise: (evidence) =>
    evidence.connection.accessPoint === undefined
      ? []
      : [...absenceFindings(evidence, isPointSide), ...absenceFindings(evidence, (cause) => isBehindPoint(cause) && isBucketSide(cause))],

  say: ({ first, claims }, { connection }) => {
    const [bucket, point] = [name(bucketOf(first.need) ?? ''), name(pointNameOf(connection.accessPoint ?? ''))]
    return isOnPoint(first.need)
      ? sentence`The access point ${point} of ${bucket} does not let the ${whoNeeds(first.need)} ${deedsOf(claims.map(({ need }) => need))}.`
      : sentence`The bucket ${bucket} does not let its access point ${point} decide who may ${deedsOf(claims.map(({ need }) => need))}.`
  },

  where: ({ first }) =>
    isOnPoint(first.need)
      ? `S3 > Access points > ${pointNameOf(first.need.resource)} > Permissions > Access point policy`
      : `S3 > ${bucketOf(first.need)} > Permissions > Bucket policy`,

  advise: ({ first, claims }, { fixture, connection }) => {
    const actions = [...new Set(claims.map(({ need }) => need.action))].join(', ')
    const who = principalArnOf(fixture, first.need.by)
    return isOnPoint(first.need)
      ? `Allow ${who} ${actions} in the policy of the access point.`
      : `Allow ${who} ${actions} in the bucket policy where s3:DataAccessPointArn is ${connection.accessPoint}.`
  },

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}

const isPointSide = ({ layer, need }: Cause): boolean => layer === 'resource' && isOnPoint(need)

const isBehindPoint = ({ need }: Cause): boolean => need.context['s3:dataaccesspointarn'] !== undefined
