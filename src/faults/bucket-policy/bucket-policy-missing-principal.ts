import { breakGrants, decideSetUp } from '../break-grant.ts'
import { isBucketSide, ownerOf } from '../bucket-side.ts'
import { removeStatement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnBucket, whoNeeds } from '../subject.ts'

export const bucketPolicyMissingPrincipal: Fault<AbsenceFinding> = {
  id: 'bucket-policy-missing-principal',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the bucket belongs to another account, and its policy does not let the role in',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/s3.tf',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'ambiguous',
  lookAlikes: [
    'identity-and-bucket-both-needed',
    'bucket-policy-wrong-account',
    'restrict-public-buckets',
    'bucket-policy-object-actions-only',
  ],
  specificity: 0,

  inject: (setUp) => {
    // Behind an access point the bucket policy is about the point: that is another fault.
    if (setUp.connection.accessPoint !== undefined) return undefined
    const onBucket = decideSetUp(setUp).filter(({ need }) => isOnBucket(need, setUp.connection))
    if (!onBucket.some(({ decision }) => decision.crossAccount)) return undefined
    return breakGrants(
      setUp,
      'resource',
      (need) => isOnBucket(need, setUp.connection),
      (placed) => removeStatement(placed),
    )
  },

  recognise: (evidence) => absenceFindings(evidence, (cause) => isBucketSide(cause)),

  say: ({ first }, evidence) => {
    const bucket = bucketOf(first.need) ?? ''
    return sentence`The bucket ${name(bucket)} belongs to account ${name(ownerOf(evidence, bucket))} and does not let the ${whoNeeds(first.need)} in.`
  },

  where: ({ first }) => `S3 > ${bucketOf(first.need)} > Permissions > Bucket policy`,

  advise: ({ first, claims }, { connection }) =>
    `Allow ${connection.roleArn ?? connection.caller} ${[...new Set(claims.map(({ need }) => need.action))].join(', ')} in the policy of ${bucketOf(first.need)}.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
