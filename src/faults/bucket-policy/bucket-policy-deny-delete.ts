import { breakBy } from '../break-grant.ts'
import { addToBucketPolicy, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { exemptPrincipal } from '../exempt.ts'
import type { Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, whoNeeds } from '../subject.ts'

export const bucketPolicyDenyDelete: Fault<StatementFinding<Denial>> = {
  id: 'bucket-policy-deny-delete',
  layer: 'bucket-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'a Deny in the bucket policy keeps everybody from deleting',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html'],
  connectors: ['s3-data-lake'],
  classes: ['resource-explicit/DeleteObject'],
  verdict: 'unique',
  lookAlikes: ['delete-object-missing', 'bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => {
    const { bucket } = setUp.connection
    if (!setUp.fixture.buckets.has(bucket)) return undefined
    return breakBy(setUp, [
      addToBucketPolicy(setUp, bucket, {
        Sid: 'KeepEverything',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        Resource: `${bucketArn(bucket)}/*`,
      }),
    ])
  },

  recognise: (evidence) =>
    denialFindings(evidence, isBucketSide).filter(
      ({ claims, placed }) =>
        claims.every(({ need }) => need.action === 's3:DeleteObject') &&
        placed.statement.action.patterns.every(({ text }) => /:Delete/i.test(text)),
    ),

  say: ({ first }) =>
    sentence`The policy of the bucket ${name(bucketOf(first.need) ?? '')} lets nobody delete, so the ${whoNeeds(first.need)} cannot replace old data.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ first }, { fixture }) => `Except ${principalArnOf(fixture, first.need.by)} from this Deny.`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
