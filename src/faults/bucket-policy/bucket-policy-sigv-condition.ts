import { breakBy } from '../break-grant.ts'
import { addToBucketPolicy, denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, whoNeeds } from '../subject.ts'

const signing = (denial: Denial) => denyingConditions(denial, 's3:authtype', 's3:signatureversion', 's3:signatureage')

export const bucketPolicySigvCondition: Fault<StatementFinding<Denial>> = {
  id: 'bucket-policy-sigv-condition',
  layer: 'bucket-policy',
  tier: 3,
  confidence: 'knowledge',
  summary: 'the bucket refuses the way in which the requests of the connector are signed',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => {
    const { bucket } = setUp.connection
    if (!setUp.fixture.buckets.has(bucket)) return undefined
    return breakBy(setUp, [
      addToBucketPolicy(setUp, bucket, {
        Sid: 'SignedLinksOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: `${bucketArn(bucket)}/*`,
        Condition: { StringNotEquals: { 's3:authType': 'REST-QUERY-STRING' } },
      }),
    ])
  },

  recognise: (evidence) => denialFindings(evidence, (denial) => isBucketSide(denial) && signing(denial).length > 0),

  say: ({ first }) =>
    sentence`The bucket ${name(bucketOf(first.need) ?? '')} refuses requests that are signed as those of the ${whoNeeds(first.need)} are.`,

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${signing(first)[0]?.condition.key}`,

  advise: () => 'Take the connection out of this Deny.',

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
