import { breakBy } from '../break-grant.ts'
import { addCondition } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { isOnKey } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { isTrust, mendTrustCondition, trustingStatement } from '../trust.ts'

export const trustMfaCondition: Fault<ConditionFinding> = {
  id: 'trust-mfa-condition',
  layer: 'trust-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the trust policy asks for multi-factor authentication, which no connector can do',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/policies.tf',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal'],
  specificity: 1,

  inject: (setUp) => {
    const placed = trustingStatement(setUp)
    return placed === undefined ? undefined : breakBy(setUp, [addCondition(placed, 'Bool', 'aws:MultiFactorAuthPresent', ['true'])])
  },

  recognise: (evidence) =>
    conditionFindings(evidence, (miss) => isTrust(miss) && isOnKey(miss.element, 'aws:multifactorauthpresent', 'aws:multifactorauthage')),

  say: ({ first }, { connection }) =>
    sentence`Only a person with a second factor may use the role ${name(roleNameOf(first.need.resource))}, so the connector cannot reach ${name(connection.bucket)}.`,

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${first.element.condition.key}`,

  advise: ({ first }) => `Let the connector in without the condition on ${first.element.condition.key}.`,

  fix: (finding, evidence) => mendTrustCondition(finding, evidence),
}
