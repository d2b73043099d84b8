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
import { asksFor, bucketOf, holdingArn, whoNeeds } from '../subject.ts'

export const objectArnMissingWildcard: Fault<StatementFinding<Miss>> = {
  id: 'object-arn-missing-wildcard',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the statement for the files names the bucket, not the objects in it',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html',
    'https://github.com/s3fs-fuse/s3fs-fuse/issues/537',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'ambiguous',
  lookAlikes: [
    'get-object-action-missing',
    'action-name-typo',
    'object-arn-wrong-bucket',
    'policy-not-attached',
    'object-arn-wrong-prefix',
  ],
  specificity: 2,

  inject: (setUp) =>
    breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), (placed, { need }) =>
      placed.statement.resource?.element === 'Resource'
        ? replaceResources(placed, (text) => coversResource(text, need.resource), [holdingArn(need)])
        : undefined,
    ),

  recognise: (evidence) =>
    missFindings(evidence, (miss) => miss.layer === 'identity' && missedResource(miss)?.relation === 'missingWildcard'),

  say: ({ first }) =>
    sentence`The policy of the ${whoNeeds(first.need)} names ${name(bucketOf(first.need) ?? '')}, but it does not cover the files in it.`,

  where: ({ placed }) => `${statementPath(placed)} > Resource`,

  advise: ({ first }, evidence) => `Name the files as well: ${leastResources(evidence, first.need).join(', ')} (note the /*).`,

  fix: (finding, evidence) => mendResources(evidence, finding),
}
