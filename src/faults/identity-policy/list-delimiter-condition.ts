import { breakGrants } from '../break-grant.ts'
import { addCondition, dropCondition } from '../edit-statement.ts'
import type { Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { isOnKey, servedBy } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

export const listDelimiterCondition: Fault<ConditionFinding> = {
  id: 'list-delimiter-condition',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'listing is allowed folder by folder only, with a delimiter, and the connector lists without one',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
    'https://github.com/aws/aws-cli/issues/439',
    'https://github.com/bji/libs3/pull/111',
  ],
  connectors: ['s3-input', 's3-data-lake'],
  classes: ['identity-implicit/ListBucket'],
  verdict: 'extra-probe',
  lookAlikes: ['list-prefix-condition-mismatch', 'list-action-missing'],
  specificity: 1,

  inject: (setUp) => {
    const concerns = asksFor(setUp, 's3:ListBucket')
    return breakGrants(setUp, 'identity', concerns, (placed, _, all) =>
      servedBy(all, placed).every(concerns) ? addCondition(placed, 'StringEquals', 's3:delimiter', ['/']) : undefined,
    )
  },

  recognise: (evidence) =>
    conditionFindings(
      evidence,
      ({ layer, need, element }) => layer === 'identity' && need.action === 's3:ListBucket' && isOnKey(element, 's3:delimiter'),
    ),

  say: ({ first }) =>
    sentence`The ${whoNeeds(first.need)} may list ${name(bucketOf(first.need) ?? '')} one folder at a time only, but the connection lists a folder with all below it.`,

  where: ({ placed }) => `${statementPath(placed)} > Condition s3:delimiter`,

  advise: () => 'Take the condition on s3:delimiter away.',

  fix: ({ first, placed }) => [dropCondition(placed, first.element.condition)],
}
