import { suggest } from '../../base/suggest.ts'
import { findConditionKey, findService, globalConditionKeys } from '../../policy/reference.ts'
import { breakGrants } from '../break-grant.ts'
import { addCondition, changeKey } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import type { ConditionMiss } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, deedsOf, whoNeeds } from '../subject.ts'

/** The key that was probably meant; those with a part of one's own choice are not guessed. */
function meantKey({ need, element }: ConditionMiss): string | undefined {
  const service = findService(need.action.slice(0, need.action.indexOf(':')))
  const keys = [...globalConditionKeys, ...(service?.conditionKeys ?? [])].map(({ key }) => key)
  return suggest(
    element.condition.key,
    keys.filter((key) => !key.includes('$')),
  )
}

export const conditionKeyTypo: Fault<ConditionFinding> = {
  id: 'condition-key-typo',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'a condition has a key that AWS does not have, so it never holds',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html'],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/ListBucket', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'ambiguous',
  lookAlikes: ['get-object-action-missing', 'condition-not-applicable-to-action'],
  specificity: 2,

  inject: (setUp) =>
    breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), (placed) =>
      addCondition(placed, 'Bool', 'aws:SecureTransprt', ['true']),
    ),

  recognise: (evidence) =>
    conditionFindings(
      evidence,
      ({ layer, element }) => layer === 'identity' && element.actual === undefined && findConditionKey(element.condition.key) === undefined,
    ),

  say: ({ claims, first }) =>
    sentence`The ${whoNeeds(first.need)} may not ${deedsOf(claims.map(({ need }) => need))} in ${name(bucketOf(first.need) ?? '')}: AWS knows no condition ${name(first.element.condition.key)}.`,

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${first.element.condition.key}`,

  advise: ({ first }) => {
    const { key } = first.element.condition
    const meant = meantKey(first)
    return meant === undefined ? `Put a key of AWS in the place of ${key}.` : `Write ${meant} in the place of ${key}.`
  },

  fix: ({ claims, first, placed }, evidence) => {
    const meant = meantKey(first)
    return meant === undefined ? grantAnew(evidence, claims) : [changeKey(placed, first.element.condition, meant)]
  },
}
