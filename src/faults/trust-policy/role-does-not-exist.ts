import { findRole, roleArn } from '../../fixture/decide.ts'
import { breakBy } from '../break-grant.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { nearestRole, roleUnderOtherPath } from '../meant-connection.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'

interface MissingRoleFinding extends Finding {
  readonly roleArn: string
}

export const roleDoesNotExist: Fault<MissingRoleFinding> = {
  id: 'role-does-not-exist',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'there is no role of this name in the account',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html', 'https://github.com/justincormack/argmin'],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal', 'trust-external-id-mismatch', 'role-path-missing-in-arn', 'role-arn-malformed'],
  specificity: 3,

  inject: (setUp) => {
    const { roleArn: arn } = setUp.connection
    if (arn === undefined || findRole(setUp.fixture, arn) === undefined) return undefined
    return breakBy(setUp, [{ edit: 'connection', change: { setting: 'roleArn', value: `${arn}s` } }])
  },

  recognise: ({ fixture, tidy: { roleArn: arn }, lint }) => {
    if (arn === undefined || lint.some(({ field }) => field === 'roleArn') || findRole(fixture, arn) !== undefined) return []
    const isKnownAccount = [...fixture.accounts.values()].some(({ id }) => id === arn.split(':')[4])
    return isKnownAccount && roleUnderOtherPath(fixture, arn) === undefined ? [{ roleArn: arn, claims: [], steps: ['sts.assume'] }] : []
  },

  say: ({ roleArn: arn }) => sentence`There is no role named ${name(roleNameOf(arn))} in account ${name(arn.split(':')[4] ?? '')}.`,

  where: () => 'Connection settings > Role ARN',

  advise: ({ roleArn: arn }, evidence) => {
    const near = nearestRole(evidence.fixture, arn)
    return near === undefined ? 'Copy the ARN from the summary page of the role.' : `Use ${roleArn(evidence.fixture, near)}.`
  },

  fix: ({ roleArn: arn }, evidence) => {
    const near = nearestRole(evidence.fixture, arn)
    return near === undefined ? [] : [{ edit: 'connection', change: { setting: 'roleArn', value: roleArn(evidence.fixture, near) } }]
  },
}
