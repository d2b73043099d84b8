import { breakBy } from '../break-grant.ts'
import { denyingConditions, ownerOf } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import type { Edit } from '../edit.ts'
import { policyOf } from '../edit-fixture.ts'
import { appendStatement, setConditionValues } from '../edit-statement.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { documentsOf, statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { endpointOf } from '../vantage.ts'

export const vpcePolicyExplicitDeny: Fault<StatementFinding<Denial>> = {
  id: 'vpce-policy-explicit-deny',
  layer: 'vpc-endpoint-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the policy of the VPC endpoint denies buckets of other accounts',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/terraform-aws-modules/terraform-aws-vpc/issues/680',
  ],
  connectors: bothConnectors,
  classes: ['vpce', 's3-403-bare'],
  verdict: 'ambiguous',
  lookAlikes: ['vpce-policy-implicit', 'bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => {
    const endpoint = endpointOf(setUp)
    if (endpoint === undefined) return undefined
    const statement = {
      Sid: 'OwnBucketsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringNotEquals: { 's3:ResourceAccount': ['999988887777'] } },
    }
    const document = documentsOf(setUp.fixture).find(
      ({ place }) => place.kind === 'vpcEndpointPolicy' && place.vpcEndpoint === endpoint.name,
    )
    if (document !== undefined) return breakBy(setUp, [appendStatement(document, statement)])
    const everything = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
    const place = { kind: 'vpcEndpointPolicy', vpcEndpoint: endpoint.name } as const
    return breakBy(setUp, [{ edit: 'newDocument', place, document: policyOf([everything, statement]) }])
  },

  recognise: (evidence) => denialFindings(evidence, ({ layer }) => layer === 'vpcEndpoint'),

  say: ({ first, placed }, { connection }) =>
    sentence`The VPC endpoint ${name(endpointOfPlace(placed))} of the connector forbids the bucket ${name(bucketOf(first.need) ?? connection.bucket)}.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ claims }, evidence) => `Add the account that owns the bucket, ${ownersOf(claims, evidence).join(' and ')}, to the exceptions.`,

  fix: (finding, evidence): readonly Edit[] => {
    const [trace] = denyingConditions(finding.first, 's3:resourceaccount', 'aws:resourceaccount')
    if (trace === undefined || !trace.condition.operator.name.startsWith('StringNot')) return exemptPrincipal(finding, evidence)
    const values = trace.condition.values.map(({ text }) => text)
    return [setConditionValues(finding.placed, trace.condition, [...values, ...ownersOf(finding.claims, evidence)])]
  },
}

const endpointOfPlace = ({ document: { place } }: StatementFinding<Denial>['placed']): string =>
  place.kind === 'vpcEndpointPolicy' ? place.vpcEndpoint : ''

const ownersOf = (claims: readonly Denial[], evidence: Parameters<typeof ownerOf>[0]): readonly string[] => [
  ...new Set(claims.flatMap(({ need }) => bucketOf(need) ?? []).map((bucket) => ownerOf(evidence, bucket))),
]
