import { denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { denyOnBucket } from '../deny-on-bucket.ts'
import { setConditionValues } from '../edit-statement.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { type Name, name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { endpointOf } from '../vantage.ts'

/** The addresses that a Deny leaves out. */
function listedAddresses(denial: Denial): { readonly first: Name; readonly more: string } | undefined {
  const [condition] = denyingConditions(denial, 'aws:sourceip')
  const [first, ...others] = condition?.condition.operator.name === 'NotIpAddress' ? condition.condition.values : []
  if (first === undefined) return undefined
  return { first: name(first.text), more: others.length === 0 ? '' : ` and ${others.length} more` }
}

export const sourceIpDeny: Fault<StatementFinding<Denial>> = {
  id: 'source-ip-deny',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the bucket takes requests from listed addresses only, and those of the connector are not listed',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['source-vpce-deny', 'bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) =>
    // Through an endpoint no list of addresses helps, which is another fault.
    endpointOf(setUp) !== undefined
      ? undefined
      : denyOnBucket(setUp, 'OfficeOnly', { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } }),

  recognise: (evidence) =>
    denialFindings(evidence, (denial) => isBucketSide(denial) && denyingConditions(denial, 'aws:sourceip').length > 0),

  say: ({ first }) => {
    const bucket = name(bucketOf(first.need) ?? '')
    const listed = listedAddresses(first)
    return listed === undefined
      ? sentence`The bucket ${bucket} takes requests from listed addresses only, and the connector's is not one of them.`
      : sentence`The bucket ${bucket} takes requests from ${listed.first}${listed.more} only, and the connector's address is not among them.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Condition aws:SourceIp`,

  advise: (_, { circumstances }) => `Add the connector's address ${circumstances.sourceIp} to the list.`,

  fix: (finding, evidence) => {
    const [trace] = denyingConditions(finding.first, 'aws:sourceip')
    if (trace?.condition.operator.name !== 'NotIpAddress') return exemptPrincipal(finding, evidence)
    const values = trace.condition.values.map(({ text }) => text)
    return [setConditionValues(finding.placed, trace.condition, [...values, `${evidence.circumstances.sourceIp}/32`])]
  },
}
