import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { GateReport, PolicyChange } from '../../report/gate-report.ts'
import type { Accepted } from './gate-accepted.ts'
import { compareUnits } from './gate-compare.ts'
import { byKey } from './gate-matches.ts'
import type { GateUnit } from './gate-unit.ts'

/** What a comparison of units says in a report. */
export type GateChanges = Pick<GateReport, 'compared' | 'changes' | 'notes'>

/** The changes of all units, each compared with the one of the same key. */
export function changesOf(
  before: readonly GateUnit[],
  after: readonly GateUnit[],
  { byId, expired }: Accepted,
  timeout: number,
): Result<GateChanges, readonly Problem[]> {
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
  return problems.length > 0 ? err(problems) : ok({ compared: keys.length, changes, notes })
}

/** A policy that AWS takes on one side only cannot be compared: one of the two states does not exist. */
function refusedOn(before: GateUnit | undefined, after: GateUnit | undefined): readonly Problem[] {
  if (before?.text === after?.text) return []
  const refused = [before?.refused?.(), after?.refused?.()].filter((problem) => problem !== undefined)
  const both = before !== undefined && after !== undefined && refused.length === 2
  return both ? [] : refused
}
