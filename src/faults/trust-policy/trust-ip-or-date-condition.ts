import { breakBy } from '../break-grant.ts'
import { addCondition } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { isOnKey } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { isTrust, mendTrustCondition, trustingStatement } from '../trust.ts'

const times = ['aws:currenttime', 'aws:epochtime']
const addresses = ['aws:sourceip', 'aws:vpcsourceip']

export const trustIpOrDateCondition: Fault<ConditionFinding> = {
  id: 'trust-ip-or-date-condition',
  layer: 'trust-policy',
  tier: 3,
  confidence: 'documented',
  summary: 'the trust policy is limited to a time that is over, or to addresses that are not those of the connector',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws-dates.html',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal'],
  specificity: 1,

  inject: (setUp) => {
    const placed = trustingStatement(setUp)
    if (placed === undefined) return undefined
    return breakBy(setUp, [addCondition(placed, 'DateLessThan', 'aws:CurrentTime', ['2020-01-01T00:00:00Z'])])
  },

  recognise: (evidence) => conditionFindings(evidence, (miss) => isTrust(miss) && isOnKey(miss.element, ...times, ...addresses)),

  say: ({ first }, { connection }) =>
    isOnKey(first.element, ...times)
      ? sentence`The role ${name(roleNameOf(first.need.resource))}, which the connection needs for ${name(connection.bucket)}, may not be used at this time.`
      : sentence`The role ${name(roleNameOf(first.need.resource))} may be used only from listed addresses, and the connector's is not one of them.`,

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${first.element.condition.key}`,

  advise: ({ first }) => `Let the connector in without the condition on ${first.element.condition.key}.`,

  fix: (finding, evidence) => mendTrustCondition(finding, evidence),
}
