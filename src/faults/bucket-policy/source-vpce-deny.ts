import { denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { denyOnBucket } from '../deny-on-bucket.ts'
import { exemptPrincipal, principalsOf } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { endpointOf } from '../vantage.ts'

export const sourceVpceDeny: Fault<StatementFinding<Denial>> = {
  id: 'source-vpce-deny',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the bucket takes requests from a VPC endpoint only, and the connector comes from the internet',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
    'https://github.com/ministryofjustice/opg-digideps/pull/2920',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['source-ip-deny', 'bucket-policy-explicit-deny', 'restrict-public-buckets'],
  specificity: 1,

  inject: (setUp) =>
    // Through an endpoint it is the wrong one, which is another fault.
    endpointOf(setUp) !== undefined
      ? undefined
      : denyOnBucket(setUp, 'CompanyNetworkOnly', { StringNotEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } }),

  recognise: (evidence) =>
    denialFindings(evidence, (denial) => isBucketSide(denial) && denyingConditions(denial, 'aws:sourcevpce', 'aws:sourcevpc').length > 0),

  say: ({ first }) => {
    const [condition] = denyingConditions(first, 'aws:sourcevpce', 'aws:sourcevpc')
    return sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes requests from the network ${name(condition?.expected[0] ?? '')} only; the connector comes from the internet.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Condition aws:SourceVpce`,

  advise: ({ claims }, { fixture }) =>
    `Except ${principalsOf(claims, fixture).join(' and ')} from this Deny, or add the VPC endpoint of the connector.`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
