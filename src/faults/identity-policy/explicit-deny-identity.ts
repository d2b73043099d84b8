import { worker } from '../../connectors/s3-needs.ts'
import { breakBy } from '../break-grant.ts'
import type { Denial } from '../cause.ts'
import { policyOf } from '../edit-fixture.ts'
import { exemptNeeds } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { holderOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, deedsOf, whoNeeds } from '../subject.ts'

export const explicitDenyIdentity: Fault<StatementFinding<Denial>> = {
  id: 'explicit-deny-identity',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'a Deny in an attached policy overrides the Allow',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
    'https://repost.aws/knowledge-center/iam-explicit-deny-errors',
  ],
  connectors: bothConnectors,
  classes: ['identity-explicit'],
  verdict: 'unique',
  lookAlikes: ['bucket-policy-explicit-deny', 'permissions-boundary-explicit-deny'],
  specificity: 0,

  inject: (setUp) => {
    const holder = holderOf(setUp.fixture, worker(setUp.connection))
    if (holder === undefined) return undefined
    const deny = { Sid: 'KeepOut', Effect: 'Deny', Action: 's3:*', Resource: `${bucketArn(setUp.connection.bucket)}/*` }
    return breakBy(setUp, [{ edit: 'newDocument', place: { kind: 'inline', holder, name: 'guardrail' }, document: policyOf([deny]) }])
  },

  recognise: (evidence) => denialFindings(evidence, ({ layer }) => layer === 'identity'),

  say: ({ claims, first }, { connection }) =>
    sentence`A policy attached to the ${whoNeeds(first.need)} forbids it to ${deedsOf(claims.map(({ need }) => need))} in ${name(bucketOf(first.need) ?? connection.bucket)}.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ first }, { connection }) => `Take ${bucketOf(first.need) ?? connection.bucket} out of this Deny.`,

  fix: (finding, evidence) => exemptNeeds(finding, evidence),
}
