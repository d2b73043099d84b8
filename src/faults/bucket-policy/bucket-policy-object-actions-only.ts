import type { Need } from '../../fixture/need.ts'
import { breakGrants, decideSetUp, dropAction } from '../break-grant.ts'
import { isBucketSide } from '../bucket-side.ts'
import type { Decided } from '../cause.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { isAbsent } from '../miss.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, deedsOf, isOnBucketItself, isOnPoint, whoNeeds } from '../subject.ts'

export const bucketPolicyObjectActionsOnly: Fault<AbsenceFinding> = {
  id: 'bucket-policy-object-actions-only',
  layer: 'bucket-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the bucket policy lets the role in for a part of what it needs only',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-policy-missing-principal', 'list-action-missing'],
  specificity: 1,

  inject: (setUp) => {
    const concerns = (need: Need): boolean => asksFor(setUp, 's3:ListBucket')(need) && !isOnPoint(need)
    const listing = decideSetUp(setUp).find(({ need }) => concerns(need))
    if (listing === undefined || !listing.decision.crossAccount) return undefined
    return breakGrants(setUp, 'resource', concerns, dropAction)
  },

  recognise: (evidence) => {
    const isOwn = ({ need }: { readonly need: AbsenceFinding['first']['need'] }): boolean => isOnBucketItself(need, evidence.connection)
    // A Deny beside the Allow is another fault's.
    const isLetIn = ({ decision }: Decided): boolean =>
      decision.because
        .filter(({ layer }) => layer === 'resource')
        .some(({ because }) => because.some((policy) => policy.because.some(({ effect, applies }) => effect === 'Allow' && applies)))
    if (!evidence.decided.some((decided) => isOwn(decided) && isLetIn(decided))) return []
    return absenceFindings(evidence, (cause) => isBucketSide(cause) && isOwn(cause) && isAbsent(cause))
  },

  say: ({ claims, first }) =>
    sentence`The policy of the bucket ${name(bucketOf(first.need) ?? '')} lets the ${whoNeeds(first.need)} in, but not to ${deedsOf(claims.map(({ need }) => need))}.`,

  where: ({ first }) => `S3 > ${bucketOf(first.need)} > Permissions > Bucket policy`,

  advise: ({ claims }) =>
    `Allow ${[...new Set(claims.map(({ need }) => need.action))].join(', ')} as well; listing goes on the bucket, the rest on its objects.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
