import { breakBy } from '../break-grant.ts'
import { addToBucketPolicy, isBucketSide, ownerOf } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { exemptPrincipal, principalsOf } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, deedsOf, whoNeeds } from '../subject.ts'

export const bucketPolicyExplicitDeny: Fault<StatementFinding<Denial>> = {
  id: 'bucket-policy-explicit-deny',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'a Deny in the bucket policy matches the role',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://repost.aws/knowledge-center/iam-explicit-deny-errors',
    'https://github.com/ministryofjustice/opg-digideps/pull/2920',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['restrict-public-buckets', 'source-vpce-deny', 'source-ip-deny', 'deny-insecure-transport', 'not-principal-deny-lockout'],
  specificity: 0,

  inject: (setUp) => {
    const { bucket } = setUp.connection
    if (!setUp.fixture.buckets.has(bucket)) return undefined
    const guests = `arn:aws:iam::${ownerOf(setUp, bucket)}:role/Admin*`
    return breakBy(setUp, [
      addToBucketPolicy(setUp, bucket, {
        Sid: 'AdminsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `${bucketArn(bucket)}/*`,
        Condition: { ArnNotLike: { 'aws:PrincipalArn': guests } },
      }),
    ])
  },

  recognise: (evidence) => denialFindings(evidence, isBucketSide),

  say: ({ claims, first }) =>
    sentence`The policy of the bucket ${name(bucketOf(first.need) ?? '')} forbids the ${whoNeeds(first.need)} to ${deedsOf(claims.map(({ need }) => need))}.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ claims }, { fixture }) => `Except ${principalsOf(claims, fixture).join(' and ')} from this Deny.`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
