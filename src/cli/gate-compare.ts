import type { AccessReport, Undecided } from '../analysis/access-report.ts'
import type { AccessSide } from '../analysis/access-side.ts'
import { compareAccess } from '../analysis/compare-access.ts'
import { nothingAttached } from '../analysis/principal-side.ts'
import { type Acceptance, findingId, type PolicyChange } from '../report/gate-report.ts'
import { statementChanges } from './gate-statements.ts'
import { asGuardrail, type GateUnit, isGuardrail } from './gate-unit.ts'

export interface ComparedUnits {
  /** Absent where nothing changed. */
  readonly change?: PolicyChange
  readonly notes: readonly string[]
}

/** What a change of one policy, or of all that is attached to one principal, newly allows and no longer allows. */
export function compareUnits(
  before: GateUnit | undefined,
  after: GateUnit | undefined,
  accepted: ReadonlyMap<string, Acceptance>,
  time: { readonly limit: number; readonly clock: () => number },
): ComparedUnits {
  const shown = after ?? before
  if (shown === undefined || before?.text === after?.text) return { notes: [] }
  const guards = [before, after].every((unit) => unit === undefined || isGuardrail(unit)) && before !== undefined && after !== undefined
  const [one, other] = guards ? [before, after].map((unit) => (unit === undefined ? undefined : asGuardrail(unit))) : [before, after]
  const compare = (from: AccessSide, to: AccessSide): AccessReport =>
    compareAccess({ before: from, after: to, callers: shown.callers, showsCaller: shown.showsCaller }, { time })
  const [from, to] = [one?.side ?? nothingAttached, other?.side ?? nothingAttached]
  const newlyAllowed = withUnread(compare(from, to), before, after)
  return {
    change: {
      name: shown.name,
      at: shown.at,
      kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      type: shown.type,
      statements: statementChanges(before?.policies ?? [], after?.policies ?? []),
      newlyAllowed,
      noLongerAllowed: compare(to, from),
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
