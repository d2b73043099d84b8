import { breakGrants } from '../break-grant.ts'
import { isBucketSide } from '../bucket-side.ts'
import { removeStatement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnTransferBucket, whoNeeds } from '../subject.ts'

export const intermediateBucketPolicyMissingAccount: Fault<AbsenceFinding> = {
  id: 'intermediate-bucket-policy-missing-account',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'observed',
  summary: "the vendor's transfer bucket does not let the customer's account in",
  sources: [
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/s3.tf',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/README.md',
  ],
  connectors: bothConnectors,
  classes: ['intermediate'],
  verdict: 'ambiguous',
  lookAlikes: ['intermediate-role-missing-access'],
  specificity: 1,

  inject: (setUp) =>
    breakGrants(
      setUp,
      'resource',
      (need) => isOnTransferBucket(need, setUp.connection),
      (placed) => removeStatement(placed),
    ),

  recognise: (evidence) => absenceFindings(evidence, (cause) => isBucketSide(cause) && isOnTransferBucket(cause.need, evidence.connection)),

  say: ({ first }) =>
    sentence`Our transfer bucket ${name(bucketOf(first.need) ?? '')} does not let the ${whoNeeds(first.need)} in yet; there is nothing to change in your account.`,

  where: ({ first }) => `Vendor account: S3 > ${bucketOf(first.need)} > Permissions > Bucket policy`,

  advise: () => "Add the customer's account to the policy of the transfer bucket.",

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
