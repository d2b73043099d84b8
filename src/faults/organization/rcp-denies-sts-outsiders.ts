import { findRole } from '../../fixture/decide.ts'
import { decideSetUp } from '../break-grant.ts'
import type { Denial } from '../cause.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { breakByGuardrail } from './break-by-guardrail.ts'
import { outsidersOnly } from './outsiders-only.ts'

export const rcpDeniesStsOutsiders: Fault<StatementFinding<Denial>> = {
  id: 'rcp-denies-sts-outsiders',
  layer: 'organization',
  tier: 2,
  confidence: 'documented',
  summary: 'a resource control policy keeps outsiders from the roles of the organization',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal', 'trust-external-id-mismatch'],
  specificity: 1,

  inject: (setUp) => {
    const role = findRole(setUp.fixture, setUp.connection.roleArn ?? '')
    const isOutside = decideSetUp(setUp).some(({ need, decision }) => need.step === 'sts.assume' && decision.crossAccount)
    if (role === undefined || !isOutside) return undefined
    const statement = { ...outsidersOnly, Action: 'sts:AssumeRole' }
    return breakByGuardrail(setUp, role.account, { kind: 'rcp', name: 'role-perimeter', statement })
  },

  recognise: (evidence) => denialFindings(evidence, ({ layer, need }) => layer === 'resourceControl' && need.action === 'sts:AssumeRole'),

  say: ({ first }) =>
    sentence`The role ${name(roleNameOf(first.need.resource))} trusts the connector, but its organization keeps other accounts from using its roles.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ first }, { fixture }) =>
    `Ask the administrators of the organization to except ${principalArnOf(fixture, first.need.by)} from this Deny.`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
