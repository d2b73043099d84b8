import { decideSetUp } from '../break-grant.ts'
import type { Denial } from '../cause.ts'
import { exemptPrincipal, principalsOf } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnBucket, keyNameOf, whoNeeds } from '../subject.ts'
import { breakByGuardrail } from './break-by-guardrail.ts'
import { outsidersOnly } from './outsiders-only.ts'

export const rcpExplicitDeny: Fault<StatementFinding<Denial>> = {
  id: 'rcp-explicit-deny',
  layer: 'organization',
  tier: 2,
  confidence: 'documented',
  summary: 'a resource control policy of the organization that owns the bucket keeps outsiders out',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  ],
  connectors: bothConnectors,
  classes: ['rcp', 's3-403-bare'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-org-condition', 'bucket-policy-explicit-deny', 'scp-explicit-deny'],
  specificity: 0,

  inject: (setUp) => {
    const bucket = setUp.fixture.buckets.get(setUp.connection.bucket)
    const isOutside = decideSetUp(setUp).some(({ need, decision }) => isOnBucket(need, setUp.connection) && decision.crossAccount)
    if (bucket === undefined || !isOutside) return undefined
    const statement = { ...outsidersOnly, Action: 's3:*' }
    return breakByGuardrail(setUp, bucket.account, { kind: 'rcp', name: 'data-perimeter', statement })
  },

  recognise: (evidence) => denialFindings(evidence, ({ layer }) => layer === 'resourceControl'),

  say: ({ first }) =>
    sentence`The organization that owns ${name(bucketOf(first.need) ?? keyNameOf(first.need))} keeps the ${whoNeeds(first.need)} out, because it belongs to somebody else.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ claims }, { fixture }) =>
    `Let the connection use a role inside the organization, or have its administrators except ${principalsOf(claims, fixture).join(' and ')}.`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
