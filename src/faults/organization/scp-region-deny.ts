import { denyingConditions } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { breakByScp } from './break-by-guardrail.ts'

const region = 'aws:requestedregion'

export const scpRegionDeny: Fault<StatementFinding<Denial>> = {
  id: 'scp-region-deny',
  layer: 'organization',
  tier: 2,
  confidence: 'documented',
  summary: 'a service control policy of the organization keeps its accounts in other regions',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  ],
  connectors: bothConnectors,
  classes: ['scp', 's3-403-bare'],
  verdict: 'extra-probe',
  lookAlikes: ['scp-explicit-deny'],
  specificity: 1,

  /** As in AWS's example, which leaves the services out that have one endpoint for all regions. */
  inject: (setUp) => {
    const elsewhere = setUp.connection.region === 'eu-central-1' ? 'us-west-2' : 'eu-central-1'
    const statement = {
      Sid: 'RegionsInUse',
      Effect: 'Deny',
      NotAction: ['iam:*', 'organizations:*', 'sts:*', 'support:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': [elsewhere] } },
    }
    return breakByScp(setUp, { name: 'regions-in-use', statement })
  },

  recognise: (evidence) =>
    denialFindings(evidence, (denial) => denial.layer === 'serviceControl' && denyingConditions(denial, region).length > 0),

  say: (_, { connection }) =>
    sentence`Company-wide AWS rules do not allow the region ${name(connection.region)}, in which the bucket ${name(connection.bucket)} is.`,

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${denyingConditions(first, region)[0]?.condition.key}`,

  advise: ({ first, placed }, { fixture }) => {
    const allowed = placed.statement.conditions.find(({ key }) => key.toLowerCase() === region)?.values.map(({ text }) => text)
    return `Use a bucket in ${allowed?.join(' or ')}, or have the administrators of the organization except ${principalArnOf(fixture, first.need.by)}.`
  },

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
