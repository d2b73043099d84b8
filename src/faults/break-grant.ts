import type { LayerName } from '../engine/decision.ts'
import type { Circumstances } from '../fixture/decide.ts'
import type { Need } from '../fixture/need.ts'
import { compilePattern, matchesPattern } from '../policy/pattern.ts'
import type { Decided } from './cause.ts'
import type { Edit } from './edit.ts'
import { applyEdits } from './edit-fixture.ts'
import { addActions, removeStatement, replaceActions } from './edit-statement.ts'
import { decideNeeds, isMet } from './find-causes.ts'
import { findStatement } from './find-statement.ts'
import { needsOf } from './needs-of.ts'
import type { PlacedStatement } from './placed-document.ts'
import type { SetUp } from './set-up.ts'
import { isOfReader } from './subject.ts'

/** Injection asks the engine too, at a time of its own: no fault depends on the hour. */
const circumstances: Circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** Every fault asks the same of the healthy set-up, and set-ups are never changed in place. */
const known = new WeakMap<SetUp, readonly Decided[]>()

export function decideSetUp(setUp: SetUp): readonly Decided[] {
  const decided = known.get(setUp) ?? decideNeeds(setUp.fixture, needsOf(setUp), circumstances)
  known.set(setUp, decided)
  return decided
}

/** How one statement is made wrong; undefined where it cannot be. */
export type Spoil = (placed: PlacedStatement, decided: Decided, all: readonly Decided[]) => Edit | readonly Edit[] | undefined

/**
 * Makes the statements wrong that grant a need, one after the other, until the need is refused. Undefined when there is no such need, or when
 * something grants it that cannot be made wrong this way.
 */
export function breakGrants(setUp: SetUp, layer: LayerName, concerns: (need: Need) => boolean, spoil: Spoil): SetUp | undefined {
  let broken = setUp
  for (let round = 0; round < 20; round += 1) {
    const all = decideSetUp(broken)
    const concerned = all.filter(({ need }) => need.expected === 'allowed' && !isOfReader(need) && concerns(need))
    if (concerned.length === 0) return undefined
    const granted = concerned.find(({ decision }) => decision.outcome === 'allowed')
    if (granted === undefined) return round === 0 ? undefined : broken
    const placed = grantingStatement(broken, granted, layer)
    const edit = placed === undefined ? undefined : spoil(placed, granted, all)
    if (edit === undefined) return undefined
    broken = applyEdits(broken, [edit].flat())
  }
  return undefined
}

/** The first statement of a layer that grants a need. */
export function grantingStatement({ fixture }: SetUp, { need, decision }: Decided, layer: LayerName): PlacedStatement | undefined {
  const reason = decision.by.find((one) => one.reason === 'allow' && one.layer === layer)
  return reason?.reason === 'allow' ? findStatement(fixture, need, layer, reason.statement) : undefined
}

/** The set-up with edits that make it unhealthy; undefined when it stays as healthy as it was. */
export function breakBy(setUp: SetUp, edits: readonly Edit[]): SetUp | undefined {
  const broken = applyEdits(setUp, edits)
  const after = decideSetUp(broken)
  return after.every(isMet) ? undefined : broken
}

/** Takes an action away from a statement; of a pattern it leaves the actions that the connection needs besides. */
export const dropAction: Spoil = (placed, { need }, all) => {
  const { action } = placed.statement
  if (action.element === 'NotAction') return addActions(placed, [need.action])
  const pattern = action.patterns.find(({ text }) => matchesName(text, need.action))
  if (pattern === undefined) return undefined
  const others = /[*?]/.test(pattern.text) ? otherActions(pattern.text, need.action, all) : []
  if (others.length === 0 && action.patterns.length === 1) return removeStatement(placed)
  return replaceActions(placed, new Map([[pattern.text, others]]))
}

const otherActions = (pattern: string, dropped: string, all: readonly Decided[]): readonly string[] => [
  ...new Set(all.map(({ need }) => need.action).filter((action) => action !== dropped && matchesName(pattern, action))),
]

const matchesName = (pattern: string, action: string): boolean => matchesPattern(compilePattern(pattern, { ignoreCase: true }), action)
