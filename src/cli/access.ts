import { comparePolicies } from '../analysis/compare-policies.ts'
import { deadStatements } from '../analysis/dead-statements.ts'
import { everGrants } from '../analysis/ever-grants.ts'
import { outsideReach, type ZoneOfTrust } from '../analysis/outside-reach.ts'
import { layerOf } from '../analysis/single-policy.ts'
import type { Problem } from '../base/problem.ts'
import { formatPlace } from '../base/span.ts'
import { visible } from '../base/visible.ts'
import { findingText, placeText, undecidedText, witnessText } from '../report/gate-words.ts'
import type { Style } from '../report/style.ts'
import type { AccessAnswer } from './access/access-answer.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { fileTree, isFolder, openTree } from './gate/gate-tree.ts'
import type { GateUnit } from './gate/gate-unit.ts'
import { unitsOf } from './gate/gate-units.ts'
import { type GivenOptions, readGivenValues } from './given-values.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'
import { terminalStyle } from './terminal-style.ts'

type Question = 'least' | 'outside' | 'dead' | 'ever' | 'compare' | 'pods'

export interface AccessOptions extends GivenOptions {
  readonly action?: readonly string[]
  readonly resource?: readonly string[]
  readonly when?: string
  readonly account?: readonly string[]
  readonly organization?: readonly string[]
  readonly endpoint?: readonly string[]
  readonly service?: readonly string[]
  readonly timeout: number
  readonly expect?: 'nothing' | 'something'
  readonly json?: boolean
}

/** `sallyport access`: questions about policies, decided for every request there is. */
export async function access(question: Question, paths: readonly string[], options: AccessOptions): Promise<ExitCode> {
  if (question === 'pods') return (await import('./access/access-pods.ts')).accessPods(paths, options)
  const answers = await answersTo(question, paths, options)
  if (answers === undefined) return exitCode.input
  process.stdout.write(options.json === true ? toJson(question, answers) : toText(answers, terminalStyle(process.stdout)))
  if (options.expect === undefined) return exitCode.ok
  if (answers.some(({ undecided }) => undecided.length > 0)) return exitCode.target
  const found = answers.some(({ findings, statements = [] }) => findings.length + statements.length > 0)
  return found === (options.expect === 'something') ? exitCode.ok : exitCode.failed
}

async function answersTo(
  question: Exclude<Question, 'pods'>,
  paths: readonly string[],
  options: AccessOptions,
): Promise<readonly AccessAnswer[] | undefined> {
  if (question === 'least') return (await import('./access/access-least.ts')).leastOf(paths, options.timeout, readGivenValues(options))
  if (paths.length === 0)
    throw new CommandFailure(exitCode.input, 'no policies are named', 'give policies, fixtures, plans, templates or folders')
  const units = await unitsIn(paths, options)
  if (units === undefined) return undefined
  switch (question) {
    case 'outside':
      return ofResources(units).map((unit) => outside(unit, options))
    case 'dead':
      return units.flatMap((unit) => dead(unit, options))
    case 'ever':
      return units.map((unit) => ever(unit, options))
    case 'compare':
      return [compareTwo(units, options)]
  }
}

/** Everything in the files and folders; undefined, with problems printed, where something cannot be read or known. */
async function unitsIn(paths: readonly string[], { account, ...given }: AccessOptions): Promise<readonly GateUnit[] | undefined> {
  const place = {
    account: account?.[0] ?? '111122223333',
    region: 'us-east-1',
    ...readGivenValues(given),
  }
  const units: GateUnit[] = []
  const problems: Problem[] = []
  for (const path of paths) {
    if (!isFolder(path) && readSource(path) === undefined)
      throw new CommandFailure(exitCode.input, `there is no \`${path}\`, or it cannot be read`)
    const read = await unitsOf(isFolder(path) ? openTree(path, path) : fileTree(path), place)
    units.push(...read.units.filter(({ carried }) => carried !== true).map((unit) => ({ ...unit, fixture: unit.fixture ?? path })))
    problems.push(...read.problems, ...read.unknown, ...read.open)
  }
  if (problems.length > 0) {
    process.stderr.write(renderProblems(problems, readSource))
    return undefined
  }
  if (units.length === 0)
    throw new CommandFailure(exitCode.input, `there are no policies in ${paths.map((path) => `\`${path}\``).join(', ')}`)
  return units
}

function ofResources(units: readonly GateUnit[]): readonly GateUnit[] {
  const found = units.filter(isOfResource)
  if (found.length > 0) return found
  throw new CommandFailure(
    exitCode.input,
    'there is no policy of a bucket, role, key or other resource',
    '`access ever` is for identity policies',
  )
}

const isOfResource = ({ type }: GateUnit): boolean => type === 'bucket' || type === 'key' || type === 'trust' || type === 'resource'

const timeOf = ({ timeout }: AccessOptions) => ({ time: { limit: timeout * 1000, clock: () => performance.now() } })

function outside(unit: GateUnit, options: AccessOptions): AccessAnswer {
  const accounts = options.account ?? (unit.owner === undefined ? [] : [unit.owner])
  const zone: ZoneOfTrust = {
    accounts,
    organizations: options.organization ?? [],
    vpcEndpoints: options.endpoint ?? [],
    services: options.service ?? [],
  }
  if (Object.values(zone).every((trusted: readonly string[]) => trusted.length === 0))
    throw new CommandFailure(
      exitCode.input,
      `whose \`${unit.name}\` is, nobody said`,
      'name whom you trust: --account, --organization, --endpoint, --service',
    )
  const reports = unit.policies.map((policy) => outsideReach(policy, zone, unit.type, timeOf(options)))
  const findings = reports.flatMap((report) => report.findings.filter(({ reachable }) => reachable))
  return {
    about: unit.name,
    says: findings.length === 0 ? 'nobody outside can reach it' : 'others can reach it',
    findings: findings.map((finding) => ({ what: 'open', finding })),
    undecided: reports.flatMap((report) => report.undecided),
  }
}

function dead(unit: GateUnit, options: AccessOptions): readonly AccessAnswer[] {
  return unit.policies.map((policy) => {
    const found = deadStatements(policy, { type: unit.type, ...timeOf(options) })
    const statements = found.map(({ index, sid, at }) => ({
      layer: layerOf(unit.type),
      policy: unit.name,
      index,
      ...(sid === undefined ? {} : { sid }),
      at,
    }))
    const says = statements.length === 0 ? 'each statement has a say' : 'without one of these it allows the same'
    return {
      about: unit.policies.length === 1 ? unit.name : `${unit.name}: ${formatPlace(policy.at)}`,
      says,
      findings: [],
      statements,
      undecided: [],
    }
  })
}

function ever(unit: GateUnit, options: AccessOptions): AccessAnswer {
  const { action, resource, when } = options
  if (action === undefined) throw new CommandFailure(exitCode.input, 'which actions?', 'name some: --action s3:PutObject iam:*')
  const block = when === undefined ? {} : { when: readBlock(when) }
  const scope = { actions: action, ...(resource === undefined ? {} : { resources: resource }), ...block }
  const report = everGrants(unit.side, scope, unit.type, { callers: unit.callers, ...timeOf(options) })
  const findings = report.findings.filter(({ reachable }) => reachable)
  return {
    about: unit.name,
    says: findings.length > 0 ? 'it allows some of it' : report.undecided.length > 0 ? 'that could not be decided' : 'it never allows it',
    findings: findings.map((finding) => ({ what: 'allowed', finding })),
    undecided: report.undecided,
  }
}

function readBlock(text: string): Record<string, Record<string, string>> {
  const fail = (): never => {
    throw new CommandFailure(exitCode.input, '`--when` is no Condition block', `as '{"StringEquals":{"aws:PrincipalTag/team":"x"}}'`)
  }
  let block: unknown
  try {
    block = JSON.parse(text)
  } catch {
    fail()
  }
  const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap(block)) return fail()
  return Object.fromEntries(
    Object.entries(block).map(([operator, keys]) => [
      operator,
      isMap(keys)
        ? Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, typeof value === 'string' ? value : fail()]))
        : fail(),
    ]),
  )
}

function compareTwo(units: readonly GateUnit[], options: AccessOptions): AccessAnswer {
  const [one, other, ...more] = units
  const [first, second] = [one?.policies[0], other?.policies[0]]
  if (one === undefined || other === undefined || first === undefined || second === undefined || more.length > 0)
    throw new CommandFailure(exitCode.input, 'two policy files are compared', '`sallyport gate` compares fixtures, plans and folders')
  if (one.type !== other.type)
    throw new CommandFailure(exitCode.input, `one is of type \`${one.type}\`, the other of type \`${other.type}\``)
  const { relation, added, removed } = comparePolicies(first, second, { type: one.type, ...timeOf(options) })
  const shown = (what: string, { findings }: typeof added) =>
    findings.filter(({ reachable }) => reachable).map((finding) => ({ what, finding }))
  return {
    about: `${other.name}, beside ${one.name}`,
    says: relation,
    findings: [...shown('more', added), ...shown('less', removed)],
    undecided: [...added.undecided, ...removed.undecided],
  }
}

const toJson = (question: string, answers: readonly AccessAnswer[]): string =>
  `${JSON.stringify(
    {
      question,
      answers: answers.map(({ findings, ...answer }) => ({
        ...answer,
        findings: findings.map(({ what, finding: { request: _request, ...finding } }) => ({ what, ...finding })),
      })),
    },
    undefined,
    2,
  )}\n`

function toText(answers: readonly AccessAnswer[], style: Style): string {
  const lines = answers.flatMap(({ about, says, proposal, findings, statements = [], undecided }) => [
    style.bold(`${about}: ${says}`),
    ...(proposal === undefined ? [] : JSON.stringify(proposal, undefined, 2).split('\n')),
    ...statements.map((statement) => `  ${placeText(statement)}`),
    ...findings.flatMap(({ what, finding }) => [
      `  ${what}: ${findingText(finding)}`,
      `    example   ${witnessText(finding)}`,
      ...finding.because.allowedBy.slice(0, 1).map((place) => `    allowed   by ${placeText(place)}`),
    ]),
    ...undecided.map((each) => style.warn(`  ? ${undecidedText(each)}`)),
  ])
  return `${lines.map(visible).join('\n')}\n`
}
