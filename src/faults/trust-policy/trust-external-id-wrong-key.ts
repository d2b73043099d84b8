import { editDistance } from '../../base/suggest.ts'
import { findConditionKey } from '../../policy/reference.ts'
import { breakBy } from '../break-grant.ts'
import { changeKey } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { isTrust, trustingStatement } from '../trust.ts'

/** A key that AWS does not have, and that was meant to be the external ID. */
const isMeantAsExternalId = (key: string): boolean => {
  const [, word = key] = key.toLowerCase().split(':')
  return findConditionKey(key) === undefined && editDistance(word, 'externalid', 3) <= 3
}

export const trustExternalIdWrongKey: Fault<ConditionFinding> = {
  id: 'trust-external-id-wrong-key',
  layer: 'trust-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the condition on the external ID has a misspelt key, so it never holds',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-external-id-mismatch', 'trust-missing-principal'],
  specificity: 1,

  inject: (setUp) => {
    const placed = trustingStatement(setUp)
    const condition = placed?.statement.conditions.find(({ key }) => key.toLowerCase() === 'sts:externalid')
    if (placed === undefined || condition === undefined) return undefined
    return breakBy(setUp, [changeKey(placed, condition, 'aws:ExternalId')])
  },

  recognise: (evidence) =>
    conditionFindings(
      evidence,
      (miss) => isTrust(miss) && miss.element.actual === undefined && isMeantAsExternalId(miss.element.condition.key),
    ),

  say: ({ first }) =>
    sentence`The role ${name(roleNameOf(first.need.resource))} asks for ${name(first.element.condition.key)}, which AWS does not know; the external ID was meant.`,

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${first.element.condition.key}`,

  advise: ({ first }) => `Write sts:ExternalId in place of ${first.element.condition.key}.`,

  fix: ({ first, placed }) => [changeKey(placed, first.element.condition, 'sts:ExternalId')],
}
