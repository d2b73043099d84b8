import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { replaceResources } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { leastResources, mendResources } from '../grant.ts'
import { missedResource } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { coversResource } from '../relate-resource.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, objectsBeside, whoNeeds } from '../subject.ts'

export const listOnObjectArn: Fault<StatementFinding<Miss>> = {
  id: 'list-on-object-arn',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'listing is granted on the objects of a bucket, not on the bucket',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/JetBrains/kotless/issues/120',
    'https://github.com/boto/boto3/issues/2579',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/ListBucket'],
  verdict: 'ambiguous',
  lookAlikes: ['list-action-missing', 'list-prefix-condition-mismatch', 'policy-not-attached'],
  specificity: 2,

  inject: (setUp) =>
    breakGrants(setUp, 'identity', asksFor(setUp, 's3:ListBucket'), (placed, { need }) =>
      placed.statement.resource?.element === 'Resource'
        ? replaceResources(placed, (text) => coversResource(text, need.resource), [objectsBeside(need, '')])
        : undefined,
    ),

  recognise: (evidence) =>
    missFindings(
      evidence,
      (miss) => miss.layer === 'identity' && miss.need.action === 's3:ListBucket' && missedResource(miss)?.relation === 'objectsOfBucket',
    ),

  say: ({ first }) =>
    sentence`The ${whoNeeds(first.need)} may work with files in ${name(bucketOf(first.need) ?? '')}, but may not list which files there are.`,

  where: ({ placed }) => `${statementPath(placed)} > Resource`,

  advise: ({ first }, evidence) => `Grant s3:ListBucket on ${leastResources(evidence, first.need).join(', ')} (no slash, no *).`,

  fix: (finding, evidence) => mendResources(evidence, finding),
}
