import type { User } from '../../fixture/fixture.ts'
import { applyEdits } from '../edit-fixture.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { isMet } from '../find-causes.ts'
import { name, sentence } from '../sentence.ts'

interface QuarantineFinding extends Finding {
  readonly user: User
  readonly policies: readonly string[]
}

/** AWS attaches one of them to a user whose key was found in public. @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html */
const isQuarantine = (policy: string): boolean => /^arn:aws:iam::aws:policy\/AWSCompromisedKeyQuarantineV\d+$/.test(policy)

export const compromisedKeyQuarantine: Fault<QuarantineFinding> = {
  id: 'compromised-key-quarantine',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'AWS has locked the user, because its access key was found in public',
  sources: [
    'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-explicit'],
  verdict: 'extra-probe',
  lookAlikes: ['explicit-deny-identity'],
  specificity: 3,

  /** Where there is a role, the key is the vendor's: no customer leaks it. */
  inject: (setUp) => {
    const user = setUp.fixture.users.get(setUp.connection.caller)
    if (setUp.connection.roleArn !== undefined || user === undefined || user.attached.some(isQuarantine)) return undefined
    const policy = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3'
    return applyEdits(setUp, [{ edit: 'attachPolicy', holder: { type: 'user', name: user.name }, policy }])
  },

  recognise: ({ fixture, connection, decided }) => {
    const user = fixture.users.get(connection.caller)
    const policies = user?.attached.filter(isQuarantine) ?? []
    if (user === undefined || policies.length === 0) return []
    return [{ user, policies, at: user.at, claims: [], steps: decided.filter((one) => !isMet(one)).map(({ need }) => need.step) }]
  },

  say: ({ user }) => sentence`AWS has locked the user ${name(user.name)}, because its access key was found in public.`,

  where: ({ user }) => `IAM > Users > ${user.name} > Permissions`,

  advise: ({ policies }) =>
    `Delete the leaked key, look at what was done with it, create a new one, then detach ${policies.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).join(' and ')}.`,

  fix: ({ user, policies }) => policies.map((policy) => ({ edit: 'detachPolicy', holder: { type: 'user', name: user.name }, policy })),
}
