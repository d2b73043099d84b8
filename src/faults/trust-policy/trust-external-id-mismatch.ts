import { breakBy } from '../break-grant.ts'
import { setConditionValues } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { isOnKey } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { isTrust, trustingStatement } from '../trust.ts'

export const trustExternalIdMismatch: Fault<ConditionFinding> = {
  id: 'trust-external-id-mismatch',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the external ID in the trust policy is not the one of the connection',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html',
    'https://databricks.helpjuice.com/en_US/unity-catalog/aws-s3-storage-credential-validation-failure-due-to-external-id',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal', 'role-does-not-exist', 'trust-external-id-missing-in-request', 'trust-external-id-wrong-key'],
  specificity: 1,

  inject: (setUp) => {
    const { externalId } = setUp.connection
    const placed = trustingStatement(setUp)
    const condition = placed?.statement.conditions.find(({ key }) => key.toLowerCase() === 'sts:externalid')
    if (externalId === undefined || placed === undefined || condition === undefined) return undefined
    return breakBy(setUp, [setConditionValues(placed, condition, [`${externalId}-old`])])
  },

  recognise: (evidence) =>
    conditionFindings(evidence, (miss) => isTrust(miss) && isOnKey(miss.element, 'sts:externalid') && miss.element.actual !== undefined),

  say: ({ first }, { connection }) => {
    const expected = first.element.expected[0] ?? ''
    return sentence`The role ${name(roleNameOf(first.need.resource))} expects the external ID ${name(expected)}, but the connection sends ${name(connection.externalId ?? '')}.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Condition sts:ExternalId`,

  advise: (_, { connection }) => `Set sts:ExternalId to ${connection.externalId}.`,

  fix: ({ claims, first, placed }, evidence) => {
    const { condition } = first.element
    const { externalId = '' } = evidence.connection
    if (condition.operator.name !== 'StringEquals') return grantAnew(evidence, claims)
    const others = condition.values.length === 1 ? [] : condition.values.map(({ text }) => text)
    return [setConditionValues(placed, condition, [...others, externalId])]
  },
}
