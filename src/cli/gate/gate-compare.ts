import type { AccessReport, Undecided } from '../../analysis/access-report.ts'
import type { AccessSide } from '../../analysis/access-side.ts'
import { callersOf } from '../../analysis/caller-choice.ts'
import { compareAccess, verdictOf } from '../../analysis/compare-access.ts'
import { nothingAttached } from '../../analysis/principal-side.ts'
import { replay } from '../../analysis/replay.ts'
import { singlePolicy } from '../../analysis/single-policy.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import { type Acceptance, findingId, type PolicyChange } from '../../report/gate-report.ts'
import { resourceElement } from './gate-principal.ts'
import { statementChanges } from './gate-statements.ts'
import { asGuardrail, type GateArea, type GateUnit, isGuardrail } from './gate-unit.ts'

export interface ComparedUnits {
  /** Absent where nothing changed. */
  readonly change?: PolicyChange
  readonly notes: readonly string[]
}

interface Compared {
  readonly before: GateUnit | undefined
  readonly after: GateUnit | undefined
  readonly time: { readonly limit: number; readonly clock: () => number }
}

/** What a change of one policy, or of all that is attached to one principal, newly allows and no longer allows. */
export function compareUnits(
  before: GateUnit | undefined,
  after: GateUnit | undefined,
  accepted: ReadonlyMap<string, Acceptance>,
  time: Compared['time'],
): ComparedUnits {
  const shown = after ?? before
  if (shown === undefined || isSame(before, after)) return { notes: [] }
  const guards = [before, after].every((unit) => unit === undefined || isGuardrail(unit)) && before !== undefined && after !== undefined
  const [one, other] = guards ? [before, after].map((unit) => (unit === undefined ? undefined : asGuardrail(unit))) : [before, after]
  const [added, removed] = [accessBetween({ before: one, after: other, time }), accessBetween({ before: other, after: one, time })]
  if (added === undefined && removed === undefined) return { notes: [] }
  const newlyAllowed = withUnread(added ?? nothingFound, before, after)
  return {
    change: {
      name: shown.name,
      at: shown.at,
      kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      type: shown.type,
      statements: statementChanges(before?.policies ?? [], after?.policies ?? []),
      newlyAllowed,
      noLongerAllowed: removed ?? nothingFound,
      accepted: new Map(
        newlyAllowed.findings.flatMap((finding) => {
          const id = findingId(shown.name, finding)
          const acceptance = accepted.get(id)
          return acceptance === undefined ? [] : [[id, acceptance] as const]
        }),
      ),
    },
    notes: guards ? [`${shown.name} only denies: it is compared as if other policies allowed everything`] : [],
  }
}

const isSame = (before: GateUnit | undefined, after: GateUnit | undefined): boolean =>
  before?.text === after?.text &&
  JSON.stringify(before?.areas?.map(({ text }) => text)) === JSON.stringify(after?.areas?.map(({ text }) => text))

/** What `after` allows and `before` does not: anywhere else, and at each resource whose own policy has a say. Undefined where none of it changed. */
function accessBetween({ before, after, time }: Compared): AccessReport | undefined {
  const shown = after ?? before
  if (shown === undefined) throw new Error('internal error: nothing to compare')
  const areas = areasOf(before, after)
  const apart = areas.flatMap(({ callers }) => (callers.within ?? []).flatMap(({ patterns }) => patterns.map(({ text }) => text)))
  const elsewhere = apart.length === 0 ? shown.callers : { ...shown.callers, within: [resourceElement('NotResource', apart)] }
  const { showsCaller } = shown
  const [from, to] = [before?.side ?? nothingAttached, after?.side ?? nothingAttached]
  const reports =
    before?.text === after?.text ? [] : [compareAccess({ before: from, after: to, callers: elsewhere, showsCaller }, { time })]
  for (const area of areas) {
    const [earlier, later] = [before, after].map((unit) => unit?.areas?.find(({ key }) => key === area.key))
    if (earlier?.text === later?.text) continue
    const sides = { before: earlier?.side() ?? from, after: later?.side() ?? to }
    const found = compareAccess({ ...sides, callers: area.callers, showsCaller }, { time })
    reports.push(before?.text === after?.text ? withoutTold(found, earlier, later) : found)
  }
  return joined(reports)
}

/** Those of either side; what is gone altogether is no area any more. */
function areasOf(before: GateUnit | undefined, after: GateUnit | undefined): readonly GateArea[] {
  const now = after?.areas ?? []
  const left = (before?.areas ?? []).filter(
    ({ key, thing }) => (thing === undefined || after?.things?.has(thing) === true) && !now.some((area) => area.key === key),
  )
  return [...now, ...left]
}

/** Where nothing changed but the policy of the resource, what that newly allows by itself is told there. */
function withoutTold(report: AccessReport, earlier: GateArea | undefined, later: GateArea | undefined): AccessReport {
  const policy = later?.policy
  if (policy === undefined) return report
  const side = (each: GateArea['policy']): AccessSide =>
    each === undefined ? nothingAttached : singlePolicy(each.policy, each.type, each.name)
  const [before, after] = [side(earlier?.policy), side(policy)]
  const owner = callersOf(policy.type).ownership
  const findings = report.findings.filter(
    ({ request }) =>
      replay(owner(request.action) === 'own' ? request : { ...request, resourceAccount: nobodys }, before, after) === undefined,
  )
  return { ...report, findings, verdict: verdictOf(findings, report.undecided) }
}

/** An account that no caller is of. */
const nobodys = accountId('000000000000')

function accountId(text: string): AccountId {
  const account = parseAccountId(text)
  if (!account.ok) throw new Error(`internal error: ${text} is no account`)
  return account.value
}

const nothingFound = compareAccess({ before: nothingAttached, after: nothingAttached, callers: callersOf('identity'), showsCaller: false })

function joined(reports: readonly AccessReport[]): AccessReport | undefined {
  const [first, ...others] = reports
  if (first === undefined || others.length === 0) return first
  const [findings, undecided] = [reports.flatMap((each) => each.findings), reports.flatMap((each) => each.undecided)]
  const classesChecked = reports.reduce((sum, each) => sum + each.classesChecked, 0)
  return { ...first, findings, undecided, classesChecked, verdict: verdictOf(findings, undecided) }
}

/** AWS managed policies whose documents are not known may allow anything. */
function withUnread(report: AccessReport, before: GateUnit | undefined, after: GateUnit | undefined): AccessReport {
  const known = new Set(before?.unread)
  const attached = (after?.unread ?? []).filter((arn) => !known.has(arn))
  if (attached.length === 0) return report
  const undecided: readonly Undecided[] = attached.map((arn) => ({
    actions: ['*'],
    code: 'outside',
    because: `\`${arn}\` is attached now, and its document is not known here`,
  }))
  const verdict = report.verdict === 'new-access' ? report.verdict : 'undecided'
  return { ...report, verdict, undecided: [...report.undecided, ...undecided] }
}
