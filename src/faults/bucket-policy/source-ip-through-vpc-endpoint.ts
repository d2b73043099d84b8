import { denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { denyOnBucket } from '../deny-on-bucket.ts'
import { addCondition } from '../edit-statement.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { endpointOf, endpointSeen } from '../vantage.ts'

export const sourceIpThroughVpcEndpoint: Fault<StatementFinding<Denial>> = {
  id: 'source-ip-through-vpc-endpoint',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the bucket takes requests from listed addresses only, and through a VPC endpoint a request has no public address',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
    'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/CHANGELOG.md',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['source-ip-deny'],
  specificity: 2,

  inject: (setUp) =>
    endpointOf(setUp) === undefined
      ? undefined
      : denyOnBucket(setUp, 'KnownAddressesOnly', { NotIpAddress: { 'aws:SourceIp': ['203.0.113.7/32'] } }),

  recognise: (evidence) =>
    endpointSeen(evidence) === undefined
      ? []
      : denialFindings(evidence, (denial) => isBucketSide(denial) && denyingConditions(denial, 'aws:sourceip').length > 0),

  say: ({ first }) =>
    sentence`The connector reaches S3 through a VPC endpoint, so that the list of addresses of the bucket ${name(bucketOf(first.need) ?? '')} no longer counts it in.`,

  where: ({ placed }) => `${statementPath(placed)} > Condition aws:SourceIp`,

  advise: (_, evidence) =>
    `Let the Deny not be about the endpoint: add StringNotEquals aws:SourceVpce ${endpointSeen(evidence)?.id ?? ''} beside the list.`,

  fix: (finding, evidence) => {
    const own = endpointSeen(evidence)?.id
    const [other] = denyingConditions(finding.first, 'aws:sourcevpce')
    if (own === undefined || other !== undefined) return exemptPrincipal(finding, evidence)
    return [addCondition(finding.placed, 'StringNotEquals', 'aws:SourceVpce', [own])]
  },
}
