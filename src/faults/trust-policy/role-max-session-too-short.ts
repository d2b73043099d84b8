import { findRole } from '../../fixture/decide.ts'
import type { Role } from '../../fixture/fixture.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'
import { isChainedTooLong } from './role-chaining-one-hour.ts'

interface SessionFinding extends Finding {
  readonly role: Role
  readonly asked: number
}

export const roleMaxSessionTooShort: Fault<SessionFinding> = {
  id: 'role-max-session-too-short',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the connector asks for a longer session than the role allows',
  sources: [
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
    'https://github.com/kreuzwerker/awsu/issues/27',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/s3.tf',
  ],
  connectors: bothConnectors,
  classes: ['sts-validation'],
  verdict: 'unique',
  lookAlikes: ['role-arn-malformed'],
  specificity: 3,

  inject: ({ fixture, connection }) => {
    const role = findRole(fixture, connection.roleArn ?? '')
    if (role === undefined || role.maxSessionDuration > 36_000 || connection.sessionDuration !== undefined) return undefined
    return { fixture, connection: { ...connection, sessionDuration: role.maxSessionDuration + 3600 } }
  },

  recognise: ({ fixture, connection }) => {
    const role = findRole(fixture, connection.roleArn ?? '')
    const { sessionDuration: asked } = connection
    return role === undefined || asked === undefined || asked <= role.maxSessionDuration || isChainedTooLong(connection)
      ? []
      : [{ role, asked, at: role.at, claims: [], steps: ['sts.assume'] }]
  },

  say: ({ role, asked }) =>
    sentence`The role ${name(role.name)} may be used for ${hours(role.maxSessionDuration)} at a time; the connector asks for ${hours(asked)}.`,

  where: ({ role }) => `IAM > Roles > ${role.name} > Summary > Maximum session duration`,

  advise: ({ asked }) => `Raise the maximum session duration to ${hours(asked)}.`,

  fix: ({ role, asked }) => [{ edit: 'maxSession', role: role.name, seconds: asked }],
}

function hours(seconds: number): string {
  const whole = seconds / 3600
  if (!Number.isInteger(whole)) return `${Math.ceil(seconds / 60)} minutes`
  return whole === 1 ? 'an hour' : `${whole} hours`
}
