import { worker } from '../../connectors/s3-needs.ts'
import { breakBy } from '../break-grant.ts'
import type { Denial } from '../cause.ts'
import { policyOf } from '../edit-fixture.ts'
import { exemptNeeds } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { holderIn, holderOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, deedsOf, whoNeeds } from '../subject.ts'

export const permissionsBoundaryExplicitDeny: Fault<StatementFinding<Denial>> = {
  id: 'permissions-boundary-explicit-deny',
  layer: 'permissions-boundary',
  tier: 2,
  confidence: 'documented',
  summary: 'a Deny in the permissions boundary matches',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  ],
  connectors: bothConnectors,
  classes: ['boundary-explicit'],
  verdict: 'unique',
  lookAlikes: ['explicit-deny-identity', 'permissions-boundary-no-s3'],
  specificity: 0,

  inject: (setUp) => {
    const holder = holderOf(setUp.fixture, worker(setUp.connection))
    const identity = holder === undefined ? undefined : holderIn(setUp.fixture, holder)
    if (holder === undefined || identity === undefined || ('boundary' in identity && identity.boundary !== undefined)) return undefined
    const document = policyOf([
      { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' },
      { Sid: 'KeepOut', Effect: 'Deny', Action: 's3:*', Resource: `${bucketArn(setUp.connection.bucket)}/*` },
    ])
    return breakBy(setUp, [{ edit: 'newDocument', place: { kind: 'boundary', holder }, document }])
  },

  recognise: (evidence) => denialFindings(evidence, ({ layer }) => layer === 'permissionsBoundary'),

  say: ({ claims, first }, { connection }) =>
    sentence`The permissions boundary of the ${whoNeeds(first.need)} forbids it to ${deedsOf(claims.map(({ need }) => need))} in ${name(connection.bucket)}.`,

  where: ({ placed }) => statementPath(placed),

  advise: (_, { connection }) => `Take ${connection.bucket} out of this Deny.`,

  fix: (finding, evidence) => exemptNeeds(finding, evidence),
}
