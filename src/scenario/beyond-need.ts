import { plain } from '../base/located.ts'
import { valueAt } from '../base/pointer.ts'
import { authorize } from '../engine/authorize.ts'
import type { Decision, StatementTrace } from '../engine/decision.ts'
import { leastResources } from '../faults/grant.ts'
import { needsOf } from '../faults/needs-of.ts'
import { documentsOf } from '../faults/placed-document.ts'
import type { SetUp } from '../faults/set-up.ts'
import { ask, type Circumstances } from '../fixture/decide.ts'
import type { Fixture, PolicyFile } from '../fixture/fixture.ts'
import type { Need } from '../fixture/need.ts'
import { readDocument } from '../fixture/policy-text.ts'
import { type Attempt, attemptsAround, isStranger, whoIs, withStrangers } from './attempts.ts'

/** Something that a change allows and the connection does not need: a request that the engine allows after it, and not before. */
export interface Excess {
  /** ARN, or what the caller is. */
  readonly who: string
  readonly action: string
  readonly resource: string
  /** What the request says besides, as `over plain http`. */
  readonly circumstance?: string
}

/**
 * What a change of the policies newly allows beyond the needs of the connection. A change answers for the elements that it writes: what a statement
 * grants by an element that it had before, or what other statements grant once an obstacle is gone, is the customer's own. To anybody but those who
 * use the connection it may allow nothing at all.
 */
export function beyondNeed(before: SetUp, after: SetUp, circumstances: Circumstances): readonly Excess[] {
  const changed = changedFiles(before.fixture, after.fixture)
  if (changed.length === 0 && before.fixture === after.fixture) return []
  const old = decider(withStrangers(before.fixture), circumstances)
  const mended = decider(withStrangers(after.fixture), circumstances)
  const needs = needsOf(after).filter(({ expected }) => expected === 'allowed')
  const isNew = (attempt: Attempt): Pick<Granted, 'decision' | 'wasDenied'> | undefined => {
    const decision = mended(attempt)
    const earlier = decision?.outcome === 'allowed' ? old(attempt) : undefined
    return decision?.outcome !== 'allowed' || earlier?.outcome === 'allowed'
      ? undefined
      : { decision, wasDenied: earlier?.by.some(({ reason }) => reason === 'explicitDeny') === true }
  }
  return attemptsAround(
    after,
    needs,
    changed.flatMap(({ before: one, after: other }) => [one, other]),
  ).flatMap((attempt) => {
    const found = isNew(attempt)
    if (found === undefined || (isPlain(attempt) && isNew(overTls(attempt)) !== undefined)) return []
    return isOfTheChange(attempt, { ...found, needs, changed, setUp: after, before: before.fixture }) ? [toldExcess(attempt)] : []
  })
}

/** A document before and after the change; absent where it was not there. */
interface Changed {
  readonly before: PolicyFile | undefined
  readonly after: PolicyFile | undefined
}

function changedFiles(before: Fixture, after: Fixture): readonly Changed[] {
  const files = (fixture: Fixture): ReadonlyMap<string, PolicyFile> => new Map(documentsOf(fixture).map(({ file }) => [file.file, file]))
  const [old, now] = [files(before), files(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((file) => ({ before: old.get(file), after: now.get(file) }))
    .filter((one) => one.before?.text !== one.after?.text)
}

const decider =
  (fixture: Fixture, circumstances: Circumstances) =>
  (attempt: Attempt): Decision | undefined => {
    // Others do not call from where the connector does.
    const where = isStranger(attempt.by) ? { ...circumstances, sourceIp: '192.0.2.99' } : circumstances
    const question = ask(fixture, attempt, where)
    return question === undefined ? undefined : authorize(question.request, question.policies)
  }

/** What is newly allowed at all is so over plain http too; that counts only where it was allowed before, and not so. */
const isPlain = ({ context }: Attempt): boolean => context['aws:securetransport'] === 'false'
const overTls = (attempt: Attempt): Attempt => ({ ...attempt, context: { ...attempt.context, 'aws:securetransport': 'true' } })

interface Granted {
  readonly decision: Decision
  /** Whether a statement denied it before. */
  readonly wasDenied: boolean
  readonly needs: readonly Need[]
  readonly changed: readonly Changed[]
  readonly setUp: SetUp
  readonly before: Fixture
}

/** The elements in which a request may be more than a need. */
type Dimension = 'Principal' | 'Action' | 'Resource' | 'Condition'

/** Whether a request that is newly allowed is so by what the change wrote, and not by what was there. */
function isOfTheChange(attempt: Attempt, { decision, wasDenied, needs, changed, setUp, before }: Granted): boolean {
  const beyond = needs.map((need) => beyondIn(attempt, need, setUp))
  if (beyond.some((dimensions) => dimensions.size === 0)) return false
  if (isPlain(attempt)) return true
  const written = decision.by.flatMap((reason) => (reason.reason === 'allow' ? [writtenElements(reason.statement, changed, before)] : []))
  const isGrantedAnew = written.some((elements) => elements.size > 0)
  if (!isGrantedAnew) return wasDenied && isStranger(attempt.by)
  return !beyond.some((dimensions) => written.every((elements) => [...dimensions].every((dimension) => !elements.has(dimension))))
}

/** In what a request goes beyond a need. */
function beyondIn({ by, action, resource, context }: Attempt, need: Need, setUp: SetUp): ReadonlySet<Dimension> {
  const patterns = leastResources(setUp, need)
  const isCovered = patterns.some((pattern) => pattern === resource || (pattern.endsWith('*') && resource.startsWith(pattern.slice(0, -1))))
  const folder = need.context['s3:prefix'] === undefined ? '' : setUp.connection.baseDirectory
  const sameContext =
    (context['s3:prefix'] ?? folder).startsWith(folder) &&
    (need.action !== 'sts:AssumeRole' || context['sts:externalid'] === need.context['sts:externalid']) &&
    context['s3:dataaccesspointarn'] === need.context['s3:dataaccesspointarn'] &&
    (context['aws:securetransport'] ?? 'true') === (need.context['aws:securetransport'] ?? 'true')
  const dimensions: readonly (readonly [Dimension, boolean])[] = [
    ['Principal', JSON.stringify(need.by) === JSON.stringify(by)],
    ['Action', need.action === action],
    ['Resource', isCovered],
    ['Condition', sameContext],
  ]
  return new Set(dimensions.filter(([, same]) => !same).map(([dimension]) => dimension))
}

/** The elements of a statement that the change wrote: all of a new one, none of one that only hangs somewhere else now. */
function writtenElements(statement: Pick<StatementTrace, 'at'>, changed: readonly Changed[], before: Fixture): ReadonlySet<Dimension> {
  const file = changed.find(({ after }) => after?.file === statement.at.file)
  if (file?.after === undefined) return new Set()
  const now = elementsAt(file.after, statement.at.pointer)
  if (isMoved(now, before)) return new Set()
  const old = file.before === undefined ? undefined : elementsAt(file.before, statement.at.pointer)
  const all: readonly Dimension[] = ['Principal', 'Action', 'Resource', 'Condition']
  return new Set(all.filter((dimension) => old === undefined || old.get(dimension) !== now?.get(dimension)))
}

const isMoved = (statement: ReadonlyMap<Dimension, string> | undefined, before: Fixture): boolean =>
  statement !== undefined &&
  documentsOf(before).some(({ file }) =>
    file.policy.statements.some(({ at }) =>
      [...statement].every(([dimension, text]) => elementsAt(file, at.pointer)?.get(dimension) === text),
    ),
  )

function elementsAt(file: PolicyFile, pointer = ''): ReadonlyMap<Dimension, string> | undefined {
  const statement = valueAt(readDocument(file), pointer)
  if (statement?.kind !== 'object') return undefined
  const texts = (key: string): string =>
    JSON.stringify(
      statement.members
        .filter((member) => member.key === key || member.key === `Not${key}`)
        .map(({ key: name, value }) => [name, plain(value)]),
    )
  return new Map((['Principal', 'Action', 'Resource', 'Condition'] as const).map((dimension) => [dimension, texts(dimension)]))
}

function toldExcess({ by, action, resource, context }: Attempt): Excess {
  const plainHttp = context['aws:securetransport'] === 'false' ? 'over plain http' : undefined
  const noId = action === 'sts:AssumeRole' && context['sts:externalid'] === undefined ? 'without an external ID' : undefined
  const { 's3:prefix': prefix } = context
  const folder = prefix === undefined ? undefined : prefix === '' ? 'as a whole' : `in the folder \`${prefix}\``
  const circumstance = plainHttp ?? noId ?? folder
  return { who: whoIs(by), action, resource, ...(circumstance === undefined ? {} : { circumstance }) }
}
