import { breakBy } from '../break-grant.ts'
import type { Edit, JsonValue } from '../edit.ts'
import { policyOf } from '../edit-fixture.ts'
import { appendStatement } from '../edit-statement.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings, group } from '../findings.ts'
import { leastResources } from '../grant.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { endpointOf } from '../vantage.ts'

export const vpcePolicyImplicit: Fault<AbsenceFinding> = {
  id: 'vpce-policy-implicit',
  layer: 'vpc-endpoint-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the policy of the VPC endpoint lists some buckets, and not that of the connection',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['vpce', 's3-403-bare'],
  verdict: 'ambiguous',
  lookAlikes: ['source-vpce-wrong-endpoint', 'vpce-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => {
    const endpoint = endpointOf(setUp)
    if (endpoint === undefined) return undefined
    const place = { kind: 'vpcEndpointPolicy', vpcEndpoint: endpoint.name } as const
    const resources = ['arn:aws:s3:::company-logs', 'arn:aws:s3:::company-logs/*']
    const document = policyOf([{ Sid: 'CompanyBuckets', Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: resources }])
    return breakBy(setUp, [
      { edit: 'removeDocument', place },
      { edit: 'newDocument', place, document },
    ])
  },

  recognise: (evidence) => absenceFindings(evidence, ({ layer }) => layer === 'vpcEndpoint'),

  say: ({ first, document }, { connection }) =>
    sentence`The VPC endpoint ${name(endpointName(document))} of the connector lets nothing through to the bucket ${name(bucketOf(first.need) ?? connection.bucket)}.`,

  where: ({ document }) => `VPC > Endpoints > ${endpointName(document)} > Policy`,

  advise: ({ claims }) => {
    const buckets = [...new Set(claims.flatMap(({ need }) => bucketOf(need) ?? []))]
    return `Add ${buckets.map((bucket) => `arn:aws:s3:::${bucket} and arn:aws:s3:::${bucket}/*`).join(', ')} to the policy of the endpoint.`
  },

  fix: ({ claims, document }, evidence): readonly Edit[] =>
    document === undefined
      ? []
      : group(claims, ({ need }) => bucketOf(need) ?? '').map((same) => appendStatement(document, statementFor(evidence, same))),
}

const endpointName = (document: AbsenceFinding['document']): string =>
  document?.place.kind === 'vpcEndpointPolicy' ? document.place.vpcEndpoint : ''

/** Who may use the bucket is said elsewhere: an endpoint's policy names no more than what it is about. */
function statementFor(evidence: Evidence, claims: AbsenceFinding['claims']): JsonValue {
  return {
    Effect: 'Allow',
    Principal: '*',
    Action: [...new Set(claims.map(({ need }) => need.action))],
    Resource: [...new Set(claims.flatMap(({ need }) => leastResources(evidence, need)))],
  }
}
