import { breakBy } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { isTrust, missedPrincipals, trustingStatement } from '../trust.ts'

export const trustServicePrincipalOnly: Fault<StatementFinding<Miss>> = {
  id: 'trust-service-principal-only',
  layer: 'trust-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the role was made for an AWS service and trusts no account',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html'],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal', 'trust-wrong-account'],
  specificity: 1,

  inject: (setUp) => {
    const placed = trustingStatement(setUp)
    return placed === undefined ? undefined : breakBy(setUp, [setElement(placed, 'Principal', { Service: 'ec2.amazonaws.com' })])
  },

  recognise: (evidence) =>
    missFindings(evidence, (miss) => {
      const principals = missedPrincipals(miss)
      return isTrust(miss) && principals.length > 0 && principals.every(({ type }) => type === 'Service')
    }),

  say: ({ first }) => {
    const service = missedPrincipals(first)[0]?.text ?? ''
    return sentence`The role ${name(roleNameOf(first.need.resource))} was made for the AWS service ${name(service)}, and does not trust the connector.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Principal`,

  advise: ({ first }, { fixture }) => `Trust ${principalArnOf(fixture, first.need.by)} as well.`,

  fix: ({ first }, evidence) => grantAnew(evidence, [first]),
}
