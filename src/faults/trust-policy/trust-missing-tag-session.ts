import { breakBy, decideSetUp, grantingStatement } from '../break-grant.ts'
import { addActions } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings, nearestStatement } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'

export const trustMissingTagSession: Fault<AbsenceFinding> = {
  id: 'trust-missing-tag-session',
  layer: 'trust-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'the connector puts tags on its session, and the trust policy does not allow that',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html',
    'https://github.com/aws-actions/configure-aws-credentials/issues/465',
  ],
  connectors: bothConnectors,
  classes: ['sts-tag'],
  verdict: 'unique',
  lookAlikes: ['trust-missing-principal'],
  specificity: 2,

  /** The vendor's own policies allow it. */
  inject: ({ fixture, connection }) => {
    if (connection.roleArn === undefined || connection.sessionTags !== undefined) return undefined
    const tagging = { fixture, connection: { ...connection, sessionTags: 'Project=etl' } }
    const assume = decideSetUp(tagging).find(({ need, decision }) => need.step === 'sts.assume' && decision.outcome === 'allowed')
    const placed = assume === undefined ? undefined : grantingStatement(tagging, assume, 'identity')
    return placed === undefined ? undefined : breakBy(tagging, [addActions(placed, ['sts:TagSession'])])
  },

  recognise: (evidence) => absenceFindings(evidence, ({ layer, need }) => layer === 'resource' && need.action === 'sts:TagSession'),

  say: ({ first }) =>
    sentence`The role ${name(roleNameOf(first.need.resource))} trusts the connector, but does not let it put tags on its session.`,

  where: ({ first }) => `IAM > Roles > ${roleNameOf(first.need.resource)} > Trust relationships > Action`,

  advise: () => 'Add sts:TagSession to the actions beside sts:AssumeRole, or turn session tags off.',

  fix: ({ claims, first }, evidence) => {
    const near = nearestStatement(evidence, first)
    return near === undefined ? grantAnew(evidence, claims) : [addActions(near, ['sts:TagSession'])]
  },
}
