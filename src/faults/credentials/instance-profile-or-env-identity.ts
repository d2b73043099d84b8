import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { addUserLike } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'

interface SomebodyElse extends Finding {
  readonly user: string
}

export const instanceProfileOrEnvIdentity: Fault<SomebodyElse> = {
  id: 'instance-profile-or-env-identity',
  layer: 'credentials',
  tier: 2,
  confidence: 'observed',
  summary: 'the connection names no key, so the connector works with the one of its host',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html',
    'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-mismatch'],
  verdict: 'unique',
  lookAlikes: ['policy-attached-to-wrong-role'],
  specificity: 3,

  /** Where there is a role, its name is in every answer: nobody is taken for somebody else. */
  inject: ({ fixture, connection }) => {
    if (connection.roleArn !== undefined || connection.accessKeyId !== undefined || connection.environmentUser !== undefined)
      return undefined
    const added = addUserLike(fixture, connection.caller)
    return added.user && { fixture: added.fixture, connection: { ...connection, environmentUser: added.user.name } }
  },

  recognise: ({ observations, typed }) => {
    const seen = observations.find(({ step, code }) => step === 'sts.identity' && code === 'IDENTITY')?.facts.callerArn
    const user = typed.environmentUser ?? (typeof seen === 'string' ? seen.slice(seen.lastIndexOf('/') + 1) : undefined)
    if (user === undefined || user === typed.caller) return []
    const denied = observations.filter(({ outcome, step }) => outcome === 'failed' && /^(s3|im)\./.test(step)).map(({ step }) => step)
    return [{ user, claims: [], steps: ['sts.identity', ...denied] }]
  },

  say: ({ user }, { connection }) =>
    sentence`The connection is not using the key of ${name(connection.caller, 'the user ')}, but that of ${name(user, 'the user ')}, which its host has.`,

  where: () => 'Connection settings > Access key ID and Secret access key',

  advise: ({ user }, { connection }) =>
    `Enter the access key of ${connection.caller}, and take that of ${user} off the host of the connector.`,

  fix: () => [{ edit: 'connection', change: { setting: 'environmentUser', value: undefined } }],
}
