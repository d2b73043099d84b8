import { statSync } from 'node:fs'
import type { Problem } from '../../base/problem.ts'
import { formatPlace } from '../../base/span.ts'
import { didYouMean } from '../../base/suggest.ts'
import { visible } from '../../base/visible.ts'
import { decidePod, type PodDecision, providersOf, roleOf } from '../../fixture/decide-pod.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { displayPath, loadFixture } from '../../fixture/load.ts'
import { hasServiceAccounts, readServiceAccounts, type ServiceAccount } from '../../fixture/service-accounts.ts'
import { type DenialStatement, denialOf } from '../../scenario/denial.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { readNamedFile } from '../read-named-file.ts'
import { readSource } from '../read-source.ts'
import { renderProblems } from '../render-problems.ts'
import { terminalStyle } from '../terminal-style.ts'

export interface PodOptions {
  readonly expect?: 'nothing' | 'something'
  readonly json?: boolean
}

/** What became of one service account. */
interface PodFinding {
  readonly serviceAccount: string
  readonly role: string
  readonly at: string
  readonly gets: boolean
  readonly why: readonly string[]
  readonly help?: string
}

/** `sallyport access pods`: whether the pods of the service accounts in manifests get the roles of a fixture, plan or template. */
export async function accessPods(paths: readonly string[], options: PodOptions): Promise<ExitCode> {
  const manifests = paths.filter((path) => isFile(path) && hasServiceAccounts(readNamedFile(path)))
  const [source, another] = paths.filter((path) => !manifests.includes(path))
  if (manifests.length === 0 || source === undefined || another !== undefined) {
    const help = 'sallyport access pods FIXTURE serviceaccounts.yaml; of a plan, template or account too'
    throw new CommandFailure(exitCode.input, 'one fixture and the manifests of service accounts are needed', help)
  }
  const problems: Problem[] = []
  const loaded = await loadFixture(source)
  if (!loaded.ok) problems.push(...loaded.error)
  const accounts = manifests.flatMap((path) => {
    const read = readServiceAccounts(readNamedFile(path), displayPath(path))
    if (!read.ok) problems.push(...read.error)
    return read.ok ? read.value : []
  })
  if (!loaded.ok || problems.length > 0) {
    process.stderr.write(renderProblems(problems, readSource))
    return exitCode.input
  }
  if (accounts.length === 0) {
    const help = 'a role is named by the annotation `eks.amazonaws.com/role-arn`, or by an association of EKS Pod Identity'
    throw new CommandFailure(exitCode.input, 'no service account in there has a role', help)
  }
  const findings = accounts.map((account) => findingOf(loaded.value, account))
  process.stdout.write(options.json === true ? `${JSON.stringify({ question: 'pods', findings }, undefined, 2)}\n` : toText(findings))
  const found = findings.some(({ gets }) => !gets)
  return options.expect === undefined || found === (options.expect === 'something') ? exitCode.ok : exitCode.failed
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

function findingOf(fixture: Fixture, account: ServiceAccount): PodFinding {
  const { namespace, name, roleArn } = account
  const common = { serviceAccount: `${namespace}/${name}`, role: roleArn, at: formatPlace(account.at), gets: false }
  const answer = decidePod(fixture, account)
  switch (answer.kind) {
    case 'no-role': {
      const arns = [...fixture.roles.values()].map(
        (role) => `arn:aws:iam::${fixture.accounts.get(role.account)?.id}:role${role.path}${role.name}`,
      )
      return { ...common, why: [`there is no role \`${roleArn}\``], ...didYouMean(roleArn, arns) }
    }
    case 'no-provider':
      return {
        ...common,
        why: ['the trust policy of the role names no OIDC provider, so no token of a cluster is good for it'],
        help: 'let in the provider of the cluster as `Federated`, for sts:AssumeRoleWithWebIdentity',
      }
    case 'decided': {
      const refused = answer.decisions.filter(({ decision }) => decision.outcome !== 'allowed')
      if (refused.length === 0) return { ...common, gets: true, why: [] }
      const why = [...new Set(refused.flatMap((one) => reasonsOf(fixture, one)))]
      const help = helpOf(fixture, account, why.join('\n'))
      return { ...common, why, ...(help === undefined ? {} : { help }) }
    }
  }
}

/** Of each statement what keeps it from letting the pods in; of several those with the fewest obstacles. */
function reasonsOf(fixture: Fixture, { request, decision }: PodDecision): readonly string[] {
  const statements = denialOf(fixture, request, decision)?.layers.flatMap((layer) => layer.statements) ?? []
  const denying = statements.filter(({ effect, applies }) => effect === 'Deny' && applies)
  const allowing = statements.filter(({ effect }) => effect === 'Allow')
  const failing = (one: DenialStatement): number => one.elements.filter(({ matches }) => !matches).length
  const least = Math.min(...allowing.map(failing))
  const shown = denying.length > 0 ? denying : allowing.filter((one) => failing(one) === least)
  return shown.flatMap(({ at, effect, elements }) => {
    const place = at === undefined ? 'the trust policy' : formatPlace(at)
    if (effect === 'Deny') return [`${place} denies ${request.action}`]
    return elements.filter(({ matches }) => !matches).map(({ text }) => `${place}: ${text}`)
  })
}

function helpOf(fixture: Fixture, { namespace, name, roleArn, podIdentity }: ServiceAccount, why: string): string | undefined {
  const role = roleOf(fixture, roleArn)
  if (podIdentity !== undefined)
    return /sts:TagSession/.test(why)
      ? 'EKS Pod Identity needs sts:AssumeRole and sts:TagSession, both for pods.eks.amazonaws.com'
      : undefined
  if (role !== undefined && /StringEquals[^:]* [^ ]*:sub: wants [^,]*[*?]/i.test(why))
    return '`StringEquals` takes `*` to the letter: use `StringLike`'
  if (/:aud: wants/.test(why)) return 'the token of a pod is for `sts.amazonaws.com`, unless `eks.amazonaws.com/audience` says otherwise'
  if (/:sub: wants/.test(why))
    return `the token says \`system:serviceaccount:${namespace}:${name}\`; name that in the trust policy, or move the service account`
  return role !== undefined && providersOf(role).length > 1 ? 'the trust policy names several providers, and none lets it in' : undefined
}

function toText(findings: readonly PodFinding[]): string {
  const style = terminalStyle(process.stdout)
  const lines = findings.flatMap(({ serviceAccount, role, at, gets, why, help }) => [
    gets ? `${style.good('ok')}    ${serviceAccount} gets ${role}` : `${style.bad('FAIL')}  ${serviceAccount} does not get ${role}`,
    ...(gets ? [] : [`      ${at}`, ...why.map((each) => `      ${each}`), ...(help === undefined ? [] : [`      help: ${help}`])]),
  ])
  return `${lines.map(visible).join('\n')}\n`
}
