import { suggest } from '../../base/suggest.ts'
import { accountIdOf, findRole, roleArn } from '../../fixture/decide.ts'
import type { Role } from '../../fixture/fixture.ts'
import { breakBy } from '../break-grant.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'

interface MissingRoleFinding extends Finding {
  readonly roleArn: string
}

/** Roles of the account that the ARN names. */
const rolesBeside = ({ fixture }: Pick<Evidence, 'fixture'>, arn: string): readonly Role[] =>
  [...fixture.roles.values()].filter(({ account }) => accountIdOf(fixture, account) === arn.split(':')[4])

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

  recognise: (evidence) => {
    const { roleArn: arn } = evidence.connection
    if (arn === undefined || evidence.lint.some(({ field }) => field === 'roleArn') || findRole(evidence.fixture, arn) !== undefined)
      return []
    const known = [...evidence.fixture.accounts.values()].some(({ id }) => id === arn.split(':')[4])
    if (!known || rolesBeside(evidence, arn).some((role) => role.name === roleNameOf(arn))) return []
    return [{ roleArn: arn, claims: evidence.causes.filter(({ need }) => need.resource === arn), steps: ['sts.assume'] }]
  },

  say: ({ roleArn: arn }) => sentence`There is no role named ${name(roleNameOf(arn))} in account ${name(arn.split(':')[4] ?? '')}.`,

  where: () => 'Connection settings > Role ARN',

  advise: ({ roleArn: arn }, evidence) => {
    const near = nearestRole(evidence, arn)
    return near === undefined ? 'Copy the ARN from the summary page of the role.' : `Use ${roleArn(evidence.fixture, near)}.`
  },

  fix: ({ roleArn: arn }, evidence) => {
    const near = nearestRole(evidence, arn)
    return near === undefined ? [] : [{ edit: 'connection', change: { setting: 'roleArn', value: roleArn(evidence.fixture, near) } }]
  },
}

function nearestRole(evidence: Evidence, arn: string): Role | undefined {
  const roles = rolesBeside(evidence, arn)
  const near = suggest(
    roleNameOf(arn),
    roles.map((role) => role.name),
  )
  return roles.find((role) => role.name === near)
}
