import { type ActionReference, referenceDate } from '../policy/reference.ts'
import type { AccessFinding, AccessReport, AccessVerdict, StatementPlace, Undecided } from './access-report.ts'
import { type AccessSide, bodyOf, type SideStatement, textOf } from './access-side.ts'
import { type ActionClass, actionClasses } from './action-classes.ts'
import { type Budget, OutOfBudget } from './budget.ts'
import type { CallerKind } from './caller-kind.ts'
import { resourceDimension } from './compile-resource.ts'
import { quantifiedKeys, type StatementCompiler, statementCompiler } from './compile-statement.ts'
import { decideDimension, type Verdict } from './decide-dimension.ts'
import type { Formula } from './formula.ts'
import type { Found } from './found.ts'
import { anyResource, partitionsIn, type ResourceTemplate, servicesMeant, templateMaker } from './resource-template.ts'
import {
  aboutClass,
  type ClassSearch,
  type ClassStatements,
  factsWith,
  hangsOnReading,
  leadsOf,
  questionOf,
  type Subject,
  searchFor,
  withAxioms,
} from './search-class.ts'
import { type Answer, type Model, solve } from './solve.ts'

/** Choices that AWS's pages leave open, and limits. */
export interface CompareOptions {
  /** Takes every ARN for a possible resource of every action; without it requests that AWS cannot produce are told apart. */
  readonly unrestrictedResources?: boolean
  /** States that one class of actions may take. */
  readonly states?: number
  /** Milliseconds for the whole comparison, and the clock to measure them. */
  readonly time?: { readonly limit: number; readonly clock: () => number }
}

const defaultStates = 200_000

/** What one side allows that the other does not. */
export function compareAccess(subject: Subject, options: CompareOptions = {}): AccessReport {
  const run = newRun(subject, options)
  const { before, after } = subject
  const all = [...before.statements, ...after.statements]
  const there = unchangedAllows(before, after)
  const isLead = (each: SideStatement): boolean => each.statement.effect === 'Allow' && !there.has(textOf(each))
  const allowing = new Set(all.flatMap((each, index) => (index >= before.statements.length && isLead(each) ? [index] : [])))
  const needsAllow = after.paths.some(({ length }) => length > 0)
  const classes = actionClasses(
    all.map(({ statement }) => statement),
    (index) => !needsAllow || allowing.has(index),
    subject.callers.services,
    templateFor(subject, run.partitions),
  )
  for (const each of classes) searchClass(run, each, all)
  return reportOf(run, classes.length)
}

/** Allows that are on both sides word for word bring nothing new, unless a Deny is gone. */
function unchangedAllows(before: AccessSide, after: AccessSide): ReadonlySet<string> {
  const isSimple = ({ paths }: AccessSide): boolean => paths.length === 1 && paths[0]?.length === 1
  const texts = (side: AccessSide, effect: 'Allow' | 'Deny'): readonly string[] =>
    side.statements.filter(({ statement }) => statement.effect === effect).map(textOf)
  const denies = new Set(texts(after, 'Deny'))
  if (!isSimple(before) || !isSimple(after) || !texts(before, 'Deny').every((text) => denies.has(text))) return new Set()
  return new Set(texts(before, 'Allow'))
}

function templateFor({ callers }: Subject, partitions: readonly string[]): (action: ActionReference) => ResourceTemplate {
  const only = callers.template?.(partitions)
  return only === undefined ? templateMaker(partitions) : () => only
}

const textsOf = ({ statement: { resource, principal, conditions } }: SideStatement): readonly string[] =>
  [...(resource?.patterns ?? []), ...(principal?.patterns ?? []), ...conditions.flatMap(({ values }) => values)].map(({ text }) => text)

interface Run {
  readonly subject: Subject
  readonly options: CompareOptions
  readonly budget: Budget
  readonly kinds: Map<CallerKind, Pick<ClassSearch, 'compiler' | 'formulas' | 'known'>>
  readonly quantified: ReadonlySet<string>
  readonly partitions: readonly string[]
  readonly findings: Map<string, GrowingFinding>
  readonly undecided: Undecided[]
}

function newRun(subject: Subject, options: CompareOptions): Run {
  const { time } = options
  const quantified = quantifiedKeys([...subject.before.statements, ...subject.after.statements].map(({ statement }) => statement))
  return {
    subject,
    options,
    budget: { left: 0, ...(time === undefined ? {} : { clock: time.clock, deadline: time.clock() + time.limit }) },
    kinds: new Map(),
    quantified,
    partitions: partitionsIn([...subject.before.statements, ...subject.after.statements].flatMap(textsOf)),
    findings: new Map(),
    undecided: [],
  }
}

function toolsFor(run: Run, kind: CallerKind): Pick<ClassSearch, 'compiler' | 'formulas' | 'known'> {
  const known = run.kinds.get(kind)
  if (known !== undefined) return known
  const { principal, within, known: facts } = run.subject.callers
  const compiler: StatementCompiler = statementCompiler({
    kind,
    quantified: run.quantified,
    partitions: run.partitions,
    ...(principal === undefined ? {} : { principal }),
    ...(within === undefined ? {} : { within }),
    ...(facts === undefined ? {} : { facts }),
  })
  const made = { compiler, formulas: new Map<SideStatement, Formula>(), known: new Map<string, Verdict>() }
  run.kinds.set(kind, made)
  return made
}

function searchClass(run: Run, actionClass: ActionClass, all: readonly SideStatement[]): void {
  const { about } = actionClass
  const { before, after } = run.subject
  const indexes = new Map(all.map((each, index) => [each, index]))
  const isAbout = (each: SideStatement): boolean => about[indexes.get(each) ?? -1] === true
  const statements = { before: aboutClass(before, isAbout), after: aboutClass(after, isAbout) }
  const leads = leadsOf(statements)
  if (leads.length === 0) return
  const byKind = new Map<CallerKind, ActionClass['groups'][number][]>()
  for (const group of actionClass.groups)
    for (const [kind, actions] of sendersOf(run, group.actions)) {
      byKind.set(kind, [...(byKind.get(kind) ?? []), { template: group.template, actions }])
    }
  for (const [kind, reachable] of byKind)
    for (const lead of leads)
      searchLead(
        run,
        { kind, lead, statements, ...toolsFor(run, kind), budget: run.budget, tried: { lucky: undefined, failures: 0 } },
        reachable,
      )
}

/** AWS allows this one whatever the policies say. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const isDecidedElsewhere = (action: string): boolean => action === 'sts:getcalleridentity'

function sendersOf(run: Run, actions: readonly string[]): ReadonlyMap<CallerKind, readonly string[]> {
  const senders = new Map<CallerKind, string[]>()
  for (const action of actions) {
    if (isDecidedElsewhere(action.toLowerCase())) continue
    for (const kind of run.subject.callers.kinds(action.toLowerCase())) {
      const list = senders.get(kind)
      if (list === undefined) senders.set(kind, [action])
      else list.push(action)
    }
  }
  return senders
}

/** First for any resource at all: most classes end there. Then for the resources that requests can have. */
function searchLead(run: Run, search: ClassSearch, groups: ActionClass['groups']): void {
  const { undecided, options } = run
  const actions = groups.flatMap((group) => group.actions)
  const anywhere = guarded(run, () => answerAnywhere(search))
  if ('code' in anywhere) {
    undecided.push({ actions, ...anywhere, ...placed(search) })
    return
  }
  if (!anywhere.satisfiable && !anywhere.unsure && !hangsOnReading(search.statements)) {
    noteDoubts(run, search, actions)
    return
  }
  const meant = servicesMeant(search.lead.statement?.statement.resource)
  const model = anywhere.satisfiable && search.compiler.openKeys.size === 0 ? anywhere.model : undefined
  const unreachable: string[] = []
  let last: GrowingFinding | undefined
  for (const { template, actions: own } of options.unrestrictedResources === true ? [{ template: anyResource, actions }] : groups) {
    if (meant !== undefined && template.services !== undefined && !overlap(meant, template.services)) {
      unreachable.push(...own)
      continue
    }
    if (last !== undefined && model !== undefined && guarded(run, () => holdsWith(model, template, search)) === true) {
      addActions(last, own)
      continue
    }
    const found = guarded(run, () => searchFor(search, own[0] ?? '', template, run.subject))
    if ('code' in found) undecided.push({ actions: own, code: found.code, because: found.because, ...placed(search) })
    else if (found.result === 'none') unreachable.push(...own)
    else {
      last = addFinding(run, { actions: [...own], reachable: true, ...found.finding })
    }
  }
  if (unreachable.length > 0 && options.unrestrictedResources !== true) noteUnreachable(run, search, unreachable)
}

const overlap = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean => [...one].some((each) => other.has(each))

/** A finding to which more actions may come. */
type GrowingFinding = AccessFinding & { readonly actions: string[] }

/** Findings that differ in nothing but actions and example are one. */
function addFinding({ findings }: Run, finding: GrowingFinding): GrowingFinding {
  const key = sameness(finding)
  const same = findings.get(key)
  if (same === undefined) findings.set(key, finding)
  else addActions(same, finding.actions)
  return same ?? finding
}

function addActions({ actions }: GrowingFinding, more: readonly string[]): void {
  const known = listed.get(actions) ?? new Set(actions)
  listed.set(actions, known)
  for (const action of more) {
    if (known.has(action)) continue
    known.add(action)
    actions.push(action)
  }
}

/** What is in a list already: wildcards stand for thousands of actions. */
const listed = new WeakMap<readonly string[], Set<string>>()

const sameness = ({ reachable, generalised, because }: AccessFinding): string =>
  JSON.stringify([reachable, generalised, because.allowedBy.map(({ index, policy, layer }) => [layer, policy, index])])

const isFailure = (value: unknown): value is OutOfBudget => value instanceof OutOfBudget

type Exhausted = { readonly code: 'states' | 'time'; readonly because: string }

function guarded<T>({ budget, options }: Run, attempt: () => T): T | Exhausted {
  budget.left = options.states ?? defaultStates
  try {
    return attempt()
  } catch (failure) {
    if (!isFailure(failure)) throw failure
    return failure.message === 'time'
      ? { code: 'time', because: 'the time for the comparison is used up' }
      : { code: 'states', because: 'it takes more states than the comparison may use' }
  }
}

/** Whether there is anything new with any resource at all. */
function answerAnywhere({ compiler, known, budget, ...search }: ClassSearch): Answer {
  const formula = withAxioms(questionOf({ compiler, ...search }), compiler, budget)
  return solve({ formula, facts: factsWith(compiler, anyResource), budget, known, scope: anyResource.key })
}

/** Whether the same request, but for its resource, can be made of the actions of a template. */
function holdsWith({ literals }: Model, { domain }: ResourceTemplate, { budget }: ClassSearch): boolean {
  const own = [...literals].filter(([{ dimension }]) => dimension === resourceDimension)
  if (own.length === 0) return true
  const facts = { presence: 'always', multivalued: false, domain: [domain] } as const
  return decideDimension({ literals: own, inside: [], outside: [] }, facts, budget).possible
}

/** The engine's reading of `NotPrincipal` with Deny is murky ground: where such statements changed, a person looks at it. */
function noteDoubts(run: Run, search: ClassSearch, actions: readonly string[]): void {
  const listed = ({ denies }: ClassStatements['before']): string =>
    denies
      .filter(({ statement }) => statement.principal?.element === 'NotPrincipal')
      .map(bodyOf)
      .sort()
      .join()
  if (listed(search.statements.before) === listed(search.statements.after)) return
  const because = 'a `Deny` with `NotPrincipal` changed, whose rules for sessions and accounts AWS does not document fully'
  run.undecided.push({ actions, code: 'not-principal', because, ...placed(search) })
}

function noteUnreachable(run: Run, search: ClassSearch, actions: readonly string[]): void {
  const found = guarded(run, (): Found => searchFor(search, actions[0] ?? '', anyResource, run.subject))
  if (!('code' in found) && found.result === 'new') addFinding(run, { actions: [...actions], reachable: false, ...found.finding })
  else noteDoubts(run, search, actions)
}

function placed({ lead }: ClassSearch): { readonly statement?: StatementPlace } {
  if (lead.statement === undefined) return {}
  const { layer, policy, statement } = lead.statement
  const { index, sid, at } = statement
  return { statement: { layer, policy, index, ...(sid === undefined ? {} : { sid }), at } }
}

function reportOf({ findings: found, undecided }: Run, classesChecked: number): AccessReport {
  const findings = [...found.values()]
  return { verdict: verdictOf(findings, undecided), findings, undecided, assumptions, classesChecked, actionsUniverse: referenceDate }
}

/** The gravest of all findings. */
export function verdictOf(findings: readonly AccessFinding[], undecided: readonly Undecided[]): AccessVerdict {
  if (findings.some(({ reachable }) => reachable)) return 'new-access'
  if (undecided.length > 0) return 'undecided'
  return findings.length > 0 ? 'unreachable-only' : 'none'
}

/** What the answer takes for granted; docs/gate.md has the reasons. */
const assumptions: readonly string[] = [
  'wildcards stand for the actions of the authorization reference, and for unknown actions that a policy names',
  'aws:SecureTransport, aws:CurrentTime, aws:EpochTime, aws:ViaAWSService and aws:RequestedRegion are sent with every request',
  'values of a key that is compared as a number, date or address are numbers, dates or addresses',
  'a star in one of the first five parts of an ARN does not reach past its colon',
]
