import { findRole, roleArn } from '../../fixture/decide.ts'
import type { Role } from '../../fixture/fixture.ts'
import { breakBy, decideSetUp } from '../break-grant.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { roleUnderOtherPath } from '../meant-connection.ts'
import { moveRole } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'

interface PathFinding extends Finding {
  readonly role: Role
}

export const rolePathMissingInArn: Fault<PathFinding> = {
  id: 'role-path-missing-in-arn',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the role has a path, and the ARN in the connection lacks it',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['role-does-not-exist'],
  specificity: 3,

  /** Only where the policies name the role so that its path makes no difference to them. */
  inject: (setUp) => {
    const { roleArn: arn } = setUp.connection
    const role = arn === undefined ? undefined : findRole(setUp.fixture, arn)
    if (arn === undefined || role === undefined || role.path !== '/') return undefined
    const fixture = moveRole(setUp.fixture, role.name, '/etl/')
    const moved = fixture.roles.get(role.name) ?? role
    const healed = { fixture, connection: { ...setUp.connection, roleArn: roleArn(fixture, moved) } }
    const isHealthy = decideSetUp(healed).every(({ need, decision }) => (decision.outcome === 'allowed') === (need.expected === 'allowed'))
    return isHealthy ? breakBy({ ...setUp, fixture }, []) : undefined
  },

  recognise: ({ fixture, tidy: { roleArn: arn } }) => {
    const role = arn === undefined || findRole(fixture, arn) !== undefined ? undefined : roleUnderOtherPath(fixture, arn)
    return role === undefined ? [] : [{ role, at: role.at, claims: [], steps: ['sts.assume'] }]
  },

  say: ({ role }) => sentence`The role ${name(role.name)} exists under the path ${name(role.path)}, which the connection leaves out.`,

  where: () => 'Connection settings > Role ARN',

  advise: ({ role }, { fixture }) => `Use ${roleArn(fixture, role)}.`,

  fix: ({ role }, { fixture }) => [{ edit: 'connection', change: { setting: 'roleArn', value: roleArn(fixture, role) } }],
}
