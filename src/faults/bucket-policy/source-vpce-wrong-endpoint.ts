import { denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { denyOnBucket } from '../deny-on-bucket.ts'
import { setConditionValues } from '../edit-statement.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { endpointOf, endpointSeen } from '../vantage.ts'

export const sourceVpceWrongEndpoint: Fault<StatementFinding<Denial>> = {
  id: 'source-vpce-wrong-endpoint',
  layer: 'bucket-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'the bucket takes requests from one VPC endpoint only, and the connector comes through another',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
    'https://github.com/alphagov/gsp/pull/3',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['source-vpce-deny'],
  specificity: 2,

  inject: (setUp) =>
    endpointOf(setUp) === undefined
      ? undefined
      : denyOnBucket(setUp, 'FormerEndpointOnly', { StringNotEquals: { 'aws:SourceVpce': 'vpce-0f0f0f0f0f0f0f0f0' } }),

  recognise: (evidence) =>
    evidence.typed.from === undefined || endpointSeen(evidence) === undefined
      ? []
      : denialFindings(evidence, (denial) => isBucketSide(denial) && denyingConditions(denial, 'aws:sourcevpce').length > 0),

  say: ({ first }, evidence) => {
    const [trace] = denyingConditions(first, 'aws:sourcevpce')
    const own = endpointSeen(evidence)?.id ?? ''
    return sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes requests from ${name(trace?.expected[0] ?? '')} only; the connector comes through ${name(own)}.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Condition aws:SourceVpce`,

  advise: (_, evidence) => `Add ${endpointSeen(evidence)?.id ?? 'the endpoint of the connector'} to the list.`,

  fix: (finding, evidence) => {
    const [trace] = denyingConditions(finding.first, 'aws:sourcevpce')
    const own = endpointSeen(evidence)?.id
    if (trace === undefined || own === undefined || !trace.condition.operator.name.startsWith('StringNot'))
      return exemptPrincipal(finding, evidence)
    return [setConditionValues(finding.placed, trace.condition, [...trace.condition.values.map(({ text }) => text), own])]
  },
}
