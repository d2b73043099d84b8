import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { ImportOptions } from '../fixture/import/imported.ts'
import { isSourceName } from '../fixture/import/terraform-source/source-files.ts'
import { parseAccountId } from '../policy/account-id.ts'
import type { PolicyType } from '../policy/policy.ts'
import { policyGrammar } from '../policy/policy-grammar.ts'
import { type FailOn, type GateReport, gateOutcome, type PolicyChange } from '../report/gate-report.ts'
import { checkRules, readRules } from './access-rules.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type Accepted, readAccepted } from './gate-accepted.ts'
import { undecidedParts } from './gate-alone.ts'
import { compareUnits } from './gate-compare.ts'
import { isMeantAsPolicy } from './gate-file-kind.ts'
import { type ForeignUnits, planUnits } from './gate-foreign.ts'
import { compareIngress } from './gate-ingress.ts'
import { opaqueNotes, opaqueParts } from './gate-opaque.ts'
import { openGateReports } from './gate-outputs.ts'
import { readPolicy } from './gate-policy.ts'
import { fileTree, type GateTree, isFolder, openTree, workingTree } from './gate-tree.ts'
import type { GateUnit } from './gate-unit.ts'
import { type GateUnits, type KnownPolicies, unitsOf } from './gate-units.ts'
import { printProblems } from './print-problems.ts'
import { readPairs } from './read-pairs.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'

export interface GateOptions {
  readonly base?: string
  readonly head?: string
  readonly type?: string
  readonly failOn: FailOn
  readonly accepted?: string
  readonly allowRemoved?: boolean
  readonly scenarios: string | false
  readonly reporter: readonly string[]
  readonly json?: boolean
  /** Seconds for one policy. */
  readonly timeout: number
  /** Of files that do not say where they are deployed. */
  readonly account: string
  readonly region: string
  readonly parameter?: readonly string[]
}

/** `sallyport gate`: what a change of policies newly allows. Whatever stands in the way of an answer is named, and never passes. */
export async function gate(files: readonly string[], options: GateOptions): Promise<ExitCode> {
  const outputs = openGateReports([...options.reporter, ...(options.json === true ? ['json'] : [])])
  const accepted = readAccepted(options.accepted, new Date().toISOString().slice(0, 10))
  if (!accepted.ok) return printProblems(accepted) ?? exitCode.input
  const report = await (files.length > 0 ? compareFiles(files, options, accepted.value) : compareTrees(options, accepted.value))
  if (report === undefined) return exitCode.input
  outputs(report)
  switch (gateOutcome(report)) {
    case 'passes':
      return exitCode.ok
    case 'refuses':
      return exitCode.failed
    case 'undecided':
      return exitCode.target
  }
}

function compareFiles(
  files: readonly string[],
  options: GateOptions,
  accepted: Accepted,
): Promise<GateReport | undefined> | GateReport | undefined {
  const [before, after, ...more] = files
  if (options.base !== undefined || options.head !== undefined)
    throw new CommandFailure(exitCode.input, 'two files, or --base and --head, not both')
  if (before === undefined || more.length > 0)
    throw new CommandFailure(exitCode.input, 'two files are compared', 'sallyport gate BEFORE.json AFTER.json')
  if (after === undefined) return comparePlan(before, options, accepted)
  const folders = [before, after].filter(isFolder)
  if (folders.length === 2) return compareTrees({ ...options, base: before, head: after }, accepted)
  if (folders[0] !== undefined) throw new CommandFailure(exitCode.input, `\`${folders[0]}\` is a folder`, 'give two files, or two folders')
  const type = typeOf(options.type)
  const arePolicies = type !== undefined || [before, after].every((file) => !isSourceName(basename(file)) && isMeantAsPolicy(textOf(file)))
  return arePolicies
    ? comparePolicyFiles(before, after, type, options, accepted)
    : compareOpen(fileTree(before), fileTree(after), options, accepted)
}

function comparePolicyFiles(
  before: string,
  after: string,
  type: PolicyType | undefined,
  options: GateOptions,
  accepted: Accepted,
): GateReport | undefined {
  const first = readOne(before, type)
  const second = readOne(after, type)
  if (!('unit' in first) || !('unit' in second) || first.unit === undefined || second.unit === undefined) {
    const problems = [first, second].flatMap((read) => ('problems' in read ? read.problems : []))
    return fail(problems)
  }
  const types = joinTypes(first.unit, second.unit)
  if (types === undefined) return fail([kindsDiffer(first.unit, second.unit)])
  const [one, other] = [readOne(before, types), readOne(after, types)]
  if (!('unit' in one) || !('unit' in other) || one.unit === undefined || other.unit === undefined)
    return fail([one, other].flatMap((read) => ('problems' in read ? read.problems : [])))
  return report(
    [{ ...one.unit, key: 'policy', name: after }],
    [{ ...other.unit, key: 'policy', name: after }],
    before,
    after,
    options,
    accepted,
  )
}

/** One plan has both sides: the state that it starts from, and what it will make of it. */
function comparePlan(file: string, options: GateOptions, accepted: Accepted): Promise<GateReport | undefined> {
  const place = { path: '', show: (at: Span) => at }
  const both = planUnits(textOf(file), file, place, importOptions(options))
  if (both === undefined)
    throw new CommandFailure(
      exitCode.input,
      `\`${file}\` is no Terraform plan, and there is nothing to compare it with`,
      'sallyport gate BEFORE AFTER, or --base',
    )
  const whole = (side: ForeignUnits): GateUnits => {
    const networks = new Map(side.network === undefined ? [] : [['', side.network] as const])
    return { ...side, open: [], networks, places: new Set(['']) }
  }
  const tree = { ...fileTree(file), files: [] }
  return compareSides(
    { tree: { ...tree, label: `${file}, state` }, units: whole(both[0]) },
    { tree: { ...tree, label: `${file}, planned` }, units: whole(both[1]) },
    options,
    accepted,
  )
}

function textOf(file: string): string {
  const text = readSource(file)
  if (text === undefined) throw new CommandFailure(exitCode.input, `there is no file \`${file}\`, or it cannot be read`)
  return text
}

function importOptions({ account, region, parameter }: GateOptions): ImportOptions {
  if (!parseAccountId(account).ok) throw new CommandFailure(exitCode.input, `\`${account}\` is no account id`, 'it has twelve digits')
  return { account, region, parameters: readPairs(parameter ?? [], 'parameter', 'NAME=VALUE') }
}

function typeOf(asked: string | undefined): PolicyType | undefined {
  if (asked === undefined) return undefined
  const known = Object.keys(policyGrammar).find((name): name is PolicyType => name === asked)
  if (known === undefined)
    throw new CommandFailure(
      exitCode.input,
      `there is no type of policy \`${asked}\``,
      `there are ${Object.keys(policyGrammar).join(', ')}`,
    )
  return known
}

function readOne(file: string, type: PolicyType | undefined): ReturnType<typeof readPolicy> {
  const read = readPolicy(file, file, textOf(file), type)
  if ('problems' in read || read.unit !== undefined) return read
  throw new CommandFailure(exitCode.input, `\`${file}\` is no policy document`, 'it has no `Statement`')
}

const ofResources: readonly PolicyType[] = ['bucket', 'key', 'resource']

/** What both are; undefined where one says who and the other does not. */
function joinTypes({ type: one }: GateUnit, { type: other }: GateUnit): PolicyType | undefined {
  if (one === other) return one
  return ofResources.includes(one) && ofResources.includes(other) ? 'resource' : undefined
}

const kindsDiffer = (before: GateUnit, after: GateUnit): Problem => ({
  code: 'gate/kinds-differ',
  at: after.at,
  message: `this reads as a policy of type \`${after.type}\`, and before as one of type \`${before.type}\``,
  help: 'name the type with --type',
})

async function compareTrees(options: GateOptions, accepted: Accepted): Promise<GateReport | undefined> {
  if (options.base === undefined)
    throw new CommandFailure(exitCode.input, 'nothing to compare with', 'name --base COMMIT or --base FOLDER, or two policy files')
  if (options.type !== undefined)
    throw new CommandFailure(exitCode.input, '--type is for two policy files', 'in folders the type is taken from each document')
  const base = openTree(options.base, '--base')
  try {
    const head = options.head === undefined ? workingTree() : openTree(options.head, '--head')
    try {
      return await compareOpen(base, head, options, accepted)
    } finally {
      head.close()
    }
  } finally {
    base.close()
  }
}

async function compareOpen(base: GateTree, head: GateTree, options: GateOptions, accepted: Accepted): Promise<GateReport | undefined> {
  const imported = importOptions(options)
  const known: KnownPolicies = new Map()
  // The change comes first: of what is the same on both sides the places are those of the change.
  const after = await unitsOf(head, imported, known)
  return compareSides({ tree: base, units: await unitsOf(base, imported, known) }, { tree: head, units: after }, options, accepted)
}

interface Side {
  readonly tree: GateTree
  readonly units: GateUnits
}

async function compareSides(
  { tree: base, units: before }: Side,
  { tree: head, units: after }: Side,
  options: GateOptions,
  accepted: Accepted,
): Promise<GateReport | undefined> {
  const sources = (file: string): string | undefined => sourceIn(base, file) ?? sourceIn(head, file)
  const moved = movedOf(before, after)
  const unread = [...before.problems, ...after.problems]
  if (unread.length > 0) return fail(unread, sources)
  const rules = readRules(head)
  const time = { limit: options.timeout * 1000, clock: () => performance.now() }
  const broken = rules.ok
    ? checkRules(
        rules.value,
        after.units.filter(({ carried }) => carried !== true),
        time,
      )
    : rules
  const problems = [...goneOf(before, after, moved, options), ...kindsOf(before, after), ...(broken.ok ? [] : broken.error)]
  if (problems.length > 0) return fail(problems, sources)
  const unknown = distinct([
    ...before.unknown,
    ...after.unknown,
    ...undecidedParts(before.networks, after.networks, head.showFrom),
    ...opaqueParts(before.opaque, after.opaque, head.show),
  ])
  if (unknown.length === 0 && [before, after].every(({ units, networks }) => units.length + networks.size === 0))
    throw new CommandFailure(
      exitCode.input,
      `no policies found, neither in \`${base.label}\` nor in \`${head.label}\``,
      'run it where the policies are; a gate that looks at nothing does not pass',
    )
  const renamed = before.units.map((unit) => (moved.has(unit.key) ? { ...unit, key: moved.get(unit.key) ?? unit.key } : unit))
  const compared = report(renamed, after.units, base.label, head.label, options, accepted)
  if (compared === undefined) return undefined
  const held = rules.ok && broken.ok && rules.value.length > 0 ? { rules: { checked: rules.value.length, broken: broken.value } } : {}
  const ingress = compareIngress(before.networks, after.networks, accepted.byId, head.showFrom)
  const made = { ...compared, ingress, unknown, compared: compared.compared + after.networks.size, ...held }
  const notes = [
    ...made.notes,
    ...new Set([...before.notes, ...after.notes]),
    ...opaqueNotes(base.opaque, head.opaque),
    ...[...moved].map(([from, to]) => `${from} moved to ${to}, unchanged`),
  ]
  const touched = new Set([...changedFixtures(renamed, after.units), ...ingress.map(({ folder }) => folder)])
  if (options.scenarios === false || touched.size === 0 || head.alone) return { ...made, notes }
  const folder = `${head.root}/${options.scenarios}`
  if (!existsSync(folder)) return { ...made, notes: [...notes, `there are no scenarios in \`${options.scenarios}\``] }
  const { runTouched } = await import('./gate-scenarios.ts')
  const cases = await runTouched(
    folder,
    [...touched].map((fixture) => `${head.root}/${fixture}`),
    head.showFrom,
  )
  return cases === undefined ? undefined : { ...made, notes, ...(cases === 'none' ? {} : { cases }) }
}

function sourceIn(tree: GateTree, file: string): string | undefined {
  const path = tree.files.find((candidate) => tree.show(candidate) === file)
  return path === undefined ? undefined : tree.read(path)
}

/** A document with another name and the same text. */
function movedOf(before: GateUnits, after: GateUnits): ReadonlyMap<string, string> {
  const moved = new Map<string, string>()
  const taken = new Set<string>()
  const [then, now] = [byKey(before.units), byKey(after.units)]
  for (const unit of before.units) {
    if (unit.fixture !== undefined || now.has(unit.key)) continue
    const found = after.units.find(
      (other) => other.text === unit.text && other.fixture === undefined && !taken.has(other.key) && !then.has(other.key),
    )
    if (found === undefined) continue
    taken.add(found.key)
    moved.set(unit.key, found.key)
  }
  return moved
}

/** A policy that is gone may still be attached somewhere, under another name: nobody here can know. */
function goneOf(
  before: GateUnits,
  after: GateUnits,
  moved: ReadonlyMap<string, string>,
  { allowRemoved }: GateOptions,
): readonly Problem[] {
  const now = byKey(after.units)
  // What is there and cannot be read is undecided, and named as that.
  const gone = before.units.filter(({ key }) => !now.has(key) && !moved.has(key) && !after.opaque.has(key))
  return gone.flatMap((unit): readonly Problem[] => {
    if (unit.fixture !== undefined && after.places.has(unit.fixture)) return []
    const denies = unit.policies.some(({ statements }) => statements.some(({ effect }) => effect === 'Deny'))
    if (allowRemoved === true && !denies) return []
    const help = denies
      ? 'its Deny statements were in the way of other policies: take the statements out first, and remove the file in a later change'
      : 'where it is really gone, --allow-removed compares it with nothing'
    return [
      {
        code: 'gate/removed-policy',
        at: unit.at,
        message: `\`${unit.name}\` is removed or renamed, so there is nothing to compare it with`,
        help,
      },
    ]
  })
}

function kindsOf(before: GateUnits, after: GateUnits): readonly Problem[] {
  const then = byKey(before.units)
  return after.units.flatMap((unit) => {
    const other = then.get(unit.key)
    return other === undefined || joinTypes(other, unit) !== undefined ? [] : [kindsDiffer(other, unit)]
  })
}

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
]

/** Prints the problems; there is no half answer. */
function fail(problems: readonly Problem[], sources: (file: string) => string | undefined = readSource): undefined {
  process.stderr.write(renderProblems(distinct(problems), sources))
  return undefined
}

function report(
  before: readonly GateUnit[],
  after: readonly GateUnit[],
  base: string,
  head: string,
  { failOn, timeout }: GateOptions,
  { byId, expired }: Accepted,
): GateReport | undefined {
  const [then, now] = [byKey(before), byKey(after)]
  const shown = new Set([...after, ...before].filter(({ carried }) => carried !== true).map(({ key }) => key))
  const keys = [...new Set([...now.keys(), ...then.keys()])].filter((key) => shown.has(key))
  const changes: PolicyChange[] = []
  const notes = [...expired]
  const problems: Problem[] = []
  for (const key of keys) {
    const [one, other] = [then.get(key), now.get(key)]
    if (one === other) continue
    problems.push(...refusedOn(one, other))
    const compared = compareUnits(one, other, byId, { limit: timeout * 1000, clock: () => performance.now() })
    if (compared.change !== undefined) changes.push(compared.change)
    notes.push(...compared.notes)
  }
  if (problems.length > 0) return fail(problems)
  return { base, head, compared: keys.length, changes, ingress: [], unknown: [], notes, failOn }
}

/** The first unit of each key. */
const byKey = (units: readonly GateUnit[]): ReadonlyMap<string, GateUnit> => new Map(units.toReversed().map((unit) => [unit.key, unit]))

/** A policy that AWS takes on one side only cannot be compared: one of the two states does not exist. */
function refusedOn(before: GateUnit | undefined, after: GateUnit | undefined): readonly Problem[] {
  if (before?.text === after?.text) return []
  const refused = [before?.refused?.(), after?.refused?.()].filter((problem) => problem !== undefined)
  const both = before !== undefined && after !== undefined && refused.length === 2
  return both ? [] : refused
}

function changedFixtures(before: readonly GateUnit[], after: readonly GateUnit[]): readonly string[] {
  const then = byKey(before)
  return after.flatMap((unit) => {
    const other = then.get(unit.key)
    return unit.fixture === undefined || other?.text === unit.text ? [] : [unit.fixture]
  })
}
