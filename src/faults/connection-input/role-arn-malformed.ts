import { roleArn } from '../../fixture/decide.ts'
import { breakBy } from '../break-grant.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import type { InputFinding } from '../input-fault.ts'
import { roleOfThatName } from '../meant-connection.ts'
import { name, sentence } from '../sentence.ts'

export const roleArnMalformed: Fault<InputFinding> = {
  id: 'role-arn-malformed',
  layer: 'connection-input',
  tier: 1,
  confidence: 'observed',
  summary: 'the role field holds something that is not the ARN of a role',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html', 'https://github.com/justincormack/argmin'],
  connectors: bothConnectors,
  classes: ['input-lint', 'input-lint/role-arn-malformed', 'sts-validation'],
  verdict: 'unique',
  lookAlikes: ['role-does-not-exist'],
  specificity: 3,

  inject: (setUp) => {
    const { roleArn: arn } = setUp.connection
    if (arn === undefined) return undefined
    return breakBy(setUp, [{ edit: 'connection', change: { setting: 'roleArn', value: arn.replace(':role/', ':user/') } }])
  },

  recognise: ({ lint }) =>
    lint
      .filter(({ code }) => code === 'role-arn-malformed')
      .map((problem) => ({ problem, claims: [], steps: ['input.lint', 'sts.assume'] })),

  say: (_, { typed }) => sentence`${name(typed.roleArn ?? '')} is not how AWS names a role.`,

  where: () => 'Connection settings > Role ARN',

  advise: (finding, evidence) => {
    const meant = meantRole(finding, evidence)
    return meant === undefined ? 'Use the form arn:aws:iam::123456789012:role/name.' : `Use ${meant}.`
  },

  fix: (finding, evidence) => {
    const meant = meantRole(finding, evidence)
    return meant === undefined ? [] : [{ edit: 'connection', change: { setting: 'roleArn', value: meant } }]
  },
}

/** What the text itself shows, or the role of the same name. */
function meantRole({ problem }: InputFinding, { fixture, typed }: Evidence): string | undefined {
  if (problem.meant?.roleArn !== undefined) return problem.meant.roleArn
  const role = roleOfThatName(fixture, typed.roleArn ?? '')
  return role === undefined ? undefined : roleArn(fixture, role)
}
