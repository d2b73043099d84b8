import { existsSync } from 'node:fs'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { GateReport, IngressChange } from '../../report/gate-report.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { type GivenOptions, readGivenValues } from '../given-values.ts'
import { checkRules, readRules } from './access-rules.ts'
import type { Accepted } from './gate-accepted.ts'
import { undecidedParts } from './gate-alone.ts'
import { changesOf } from './gate-changes.ts'
import { compareIngress } from './gate-ingress.ts'
import { byKey, changedTypes, goneUnits, movedUnits } from './gate-matches.ts'
import { opaqueNotes, opaqueParts } from './gate-opaque.ts'
import type { GateTree } from './gate-tree.ts'
import type { GateUnit } from './gate-unit.ts'
import type { GateUnits } from './gate-units.ts'

/** Files, and what is in them. */
export interface GateSide {
  readonly tree: GateTree
  readonly units: GateUnits
}

export interface CompareOptions extends GivenOptions {
  readonly failOn: GateReport['failOn']
  readonly allowRemoved?: boolean
  /** Where the scenarios are; false runs none. */
  readonly scenarios: string | false
  /** Seconds for one policy. */
  readonly timeout: number
}

/** Why there is no report: every problem, and the texts of the files that they are in. */
export interface NoReport {
  readonly problems: readonly Problem[]
  readonly sources: (file: string) => string | undefined
}

/** What a change of files newly allows and no longer allows. There is no half answer: what cannot be read leaves none. */
export async function compareSides(
  before: GateSide,
  after: GateSide,
  options: CompareOptions,
  accepted: Accepted,
): Promise<Result<GateReport, NoReport>> {
  const sources = (file: string): string | undefined => sourceIn(before.tree, file) ?? sourceIn(after.tree, file)
  const none = (problems: readonly Problem[]): Result<never, NoReport> => err({ problems, sources })
  const unread = [...before.units.problems, ...after.units.problems]
  if (unread.length > 0) return none(unread)
  const moved = movedUnits(before.units, after.units)
  const rules = heldRules(after, options)
  const problems = [
    ...goneUnits(before.units, after.units, moved, options.allowRemoved === true),
    ...changedTypes(before.units, after.units),
    ...(rules.ok ? [] : rules.error),
  ]
  if (problems.length > 0 || !rules.ok) return none(problems)
  const unknown = unknownIn(before, after)
  if (unknown.length === 0) refuseNothing(before, after)
  const earlier = before.units.units.map((unit) => underNewKey(unit, moved))
  const changes = changesOf(earlier, after.units.units, accepted, options.timeout)
  if (!changes.ok) return none(changes.error)
  const ingress = compareIngress(before.units.networks, after.units.networks, accepted.byId, after.tree.showFrom)
  const cases = await casesOf(after.tree, touchedFixtures(earlier, after.units.units, ingress), options)
  if (!cases.ok) return none(cases.error)
  return ok({
    base: before.tree.label,
    head: after.tree.label,
    ...changes.value,
    compared: changes.value.compared + after.units.networks.size,
    ingress,
    unknown,
    notes: [...changes.value.notes, ...notesOf(before, after, moved), ...cases.value.notes],
    failOn: options.failOn,
    ...rules.value,
    ...cases.value.ran,
  })
}

/** What did not move stays the same object: it is known to be unchanged at a glance. */
function underNewKey(unit: GateUnit, moved: ReadonlyMap<string, string>): GateUnit {
  const key = moved.get(unit.key)
  return key === undefined ? unit : { ...unit, key }
}

function sourceIn(tree: GateTree, file: string): string | undefined {
  const path = tree.files.find((candidate) => tree.show(candidate) === file)
  return path === undefined ? undefined : tree.read(path)
}

/** What the project's own rules say of the change. */
function heldRules({ tree, units }: GateSide, { timeout }: CompareOptions): Result<Pick<GateReport, 'rules'>, readonly Problem[]> {
  const rules = readRules(tree)
  if (!rules.ok) return rules
  const own = units.units.filter(({ carried }) => carried !== true)
  const broken = checkRules(rules.value, own, { limit: timeout * 1000, clock: () => performance.now() })
  if (!broken.ok) return broken
  return ok(rules.value.length === 0 ? {} : { rules: { checked: rules.value.length, broken: broken.value } })
}

/** What nobody can decide before a deployment, each thing once. */
function unknownIn(before: GateSide, after: GateSide): readonly Problem[] {
  const { show, showFrom } = after.tree
  return distinctProblems([
    ...before.units.unknown,
    ...after.units.unknown,
    ...undecidedParts(before.units.networks, after.units.networks, showFrom),
    ...opaqueParts(before.units.opaque, after.units.opaque, show),
  ])
}

export const distinctProblems = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
]

function refuseNothing(before: GateSide, after: GateSide): void {
  if ([before, after].some(({ units }) => units.units.length + units.networks.size > 0)) return
  throw new CommandFailure(
    exitCode.input,
    `no policies found, neither in \`${before.tree.label}\` nor in \`${after.tree.label}\``,
    'run it where the policies are; a gate that looks at nothing does not pass',
  )
}

const notesOf = (before: GateSide, after: GateSide, moved: ReadonlyMap<string, string>): readonly string[] => [
  ...new Set([...before.units.notes, ...after.units.notes]),
  ...opaqueNotes(before.tree.opaque, after.tree.opaque),
  ...[...moved].map(([from, to]) => `${from} moved to ${to}, unchanged`),
]

/** Folders of fixtures in which a policy or the network is another than before. */
function touchedFixtures(before: readonly GateUnit[], after: readonly GateUnit[], ingress: readonly IngressChange[]): ReadonlySet<string> {
  const then = byKey(before)
  const changed = after.filter(({ key, text }) => then.get(key)?.text !== text)
  return new Set([...changed.flatMap(({ fixture }) => fixture ?? []), ...ingress.map(({ folder }) => folder)])
}

interface Cases {
  readonly ran: Pick<GateReport, 'cases'>
  readonly notes: readonly string[]
}

/** The cases of scenarios whose fixture is touched; files by themselves have none. */
async function casesOf(
  tree: GateTree,
  touched: ReadonlySet<string>,
  { scenarios, ...given }: CompareOptions,
): Promise<Result<Cases, readonly Problem[]>> {
  if (scenarios === false || touched.size === 0 || tree.alone) return ok({ ran: {}, notes: [] })
  const folder = `${tree.root}/${scenarios}`
  if (!existsSync(folder)) return ok({ ran: {}, notes: [`there are no scenarios in \`${scenarios}\``] })
  const fixtures = [...touched].map((fixture) => `${tree.root}/${fixture}`)
  const { runTouched } = await import('./gate-scenarios.ts')
  const cases = await runTouched(folder, fixtures, readGivenValues(given), tree.showFrom)
  return cases.ok ? ok({ ran: cases.value === undefined ? {} : { cases: cases.value }, notes: [] }) : cases
}
