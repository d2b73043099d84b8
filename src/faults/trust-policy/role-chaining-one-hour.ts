import type { S3Connection } from '../../connectors/connection.ts'
import { findRole } from '../../fixture/decide.ts'
import { applyEdits } from '../edit-fixture.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'
import { underVendorRole } from './vendor-role.ts'

interface ChainedFinding extends Finding {
  readonly role: string
}

/** In seconds. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const longestChained = 3600

/** Whether a role is used under another one for longer than AWS allows, whatever the role itself allows. */
export const isChainedTooLong = ({ callerRoleArn, sessionDuration = 0 }: S3Connection): boolean =>
  callerRoleArn !== undefined && sessionDuration > longestChained

export const roleChainingOneHour: Fault<ChainedFinding> = {
  id: 'role-chaining-one-hour',
  layer: 'trust-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'the connector works under a role itself, so that AWS gives it the role for an hour at most, whatever the role allows',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining',
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  ],
  connectors: bothConnectors,
  classes: ['sts-validation'],
  verdict: 'unique',
  lookAlikes: ['role-max-session-too-short'],
  specificity: 3,

  /** The role allows the whole time. */
  inject: (setUp) => {
    const role = findRole(setUp.fixture, setUp.connection.roleArn ?? '')
    const chained = underVendorRole(setUp, (vendorRole) => vendorRole)
    if (role === undefined || chained === undefined || chained.connection.sessionDuration !== undefined) return undefined
    const seconds = 2 * longestChained
    const long = applyEdits(chained, [{ edit: 'maxSession', role: role.name, seconds: Math.max(seconds, role.maxSessionDuration) }])
    return { ...long, connection: { ...long.connection, sessionDuration: seconds } }
  },

  recognise: ({ fixture, connection }) => {
    const role = findRole(fixture, connection.roleArn ?? '')
    return role === undefined || !isChainedTooLong(connection) ? [] : [{ role: role.name, claims: [], steps: ['sts.assume'] }]
  },

  say: ({ role }) =>
    sentence`The connector works under a role of its own, so it may use the role ${name(role)} for an hour at a time only.`,

  where: () => 'Vendor side: duration of the session',

  advise: () => 'Ask for 3600 seconds, and renew the session.',

  fix: () => [{ edit: 'connection', change: { setting: 'sessionDuration', value: longestChained } }],
}
