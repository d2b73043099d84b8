import type { Denial } from '../cause.ts'
import { exemptPrincipal } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, deedsOf, whoNeeds } from '../subject.ts'
import { breakByScp } from './break-by-guardrail.ts'

export const scpExplicitDeny: Fault<StatementFinding<Denial>> = {
  id: 'scp-explicit-deny',
  layer: 'organization',
  tier: 1,
  confidence: 'observed',
  summary: 'a service control policy of the organization denies it',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  ],
  connectors: bothConnectors,
  classes: ['scp', 's3-403-bare'],
  verdict: 'unique',
  lookAlikes: ['permissions-boundary-explicit-deny', 'rcp-explicit-deny', 'scp-implicit', 'scp-region-deny'],
  specificity: 0,

  inject: (setUp) => {
    const statement = {
      Sid: 'PlatformTeamOnly',
      Effect: 'Deny',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Platform*' } },
    }
    return breakByScp(setUp, { name: 'data-guardrail', statement })
  },

  recognise: (evidence) => denialFindings(evidence, ({ layer }) => layer === 'serviceControl'),

  say: ({ claims, first }, { connection }) =>
    sentence`Company-wide AWS rules forbid the ${whoNeeds(first.need)} to ${deedsOf(claims.map(({ need }) => need))} in ${name(bucketOf(first.need) ?? connection.bucket)}.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ first }, { fixture }) =>
    `Ask the administrators of the organization to except ${principalArnOf(fixture, first.need.by)} from this Deny.`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
