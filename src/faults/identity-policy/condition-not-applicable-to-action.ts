import { breakGrants } from '../break-grant.ts'
import { addCondition, dropCondition } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { neverSends, servedBy } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, deedsOf, whoNeeds } from '../subject.ts'

export const conditionNotApplicableToAction: Fault<ConditionFinding> = {
  id: 'condition-not-applicable-to-action',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'a condition asks for something that requests for this action never carry',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'ambiguous',
  lookAlikes: ['get-object-action-missing', 'object-arn-missing-wildcard'],
  specificity: 2,

  inject: (setUp) => {
    const { baseDirectory } = setUp.connection
    if (baseDirectory === '') return undefined
    return breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), (placed) =>
      addCondition(placed, 'StringLike', 's3:prefix', [baseDirectory, `${baseDirectory}/*`]),
    )
  },

  recognise: (evidence) =>
    conditionFindings(
      evidence,
      ({ layer, need, element }) => layer === 'identity' && element.actual === undefined && neverSends(need.action, element.condition.key),
    ),

  say: ({ claims, first }) => {
    const needs = claims.map(({ need }) => need)
    return sentence`The ${whoNeeds(first.need)} may not ${deedsOf(needs)} in ${name(bucketOf(first.need) ?? '')}: that is tied to a condition that only listing can meet.`
  },

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${first.element.condition.key}`,

  advise: ({ first }) => `Move ${first.need.action} to a statement of its own, without the condition on ${first.element.condition.key}.`,

  fix: ({ claims, first, placed }, evidence) =>
    servedBy(evidence.decided, placed).length === 0 ? [dropCondition(placed, first.element.condition)] : grantAnew(evidence, claims),
}
