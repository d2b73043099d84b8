import { clientsOf } from './clients.ts'
import type { LeftBehind } from './failure.ts'
import { type Found, takeInventory } from './inventory.ts'
import type { Created } from './journal.ts'
import type { ReadJournal } from './journal-file.ts'
import { beginOf } from './run.ts'
import type { Target } from './target.ts'
import { removeAll } from './tear-down.ts'

/** Which runs are over and may be removed. */
export interface Over {
  /** These, whatever their age. */
  readonly runs: ReadonlySet<string>
  /** Never these: they are going on. */
  readonly going: ReadonlySet<string>
  readonly now: Date
  /** Milliseconds since a run began; without it a run is over when it has expired. */
  readonly olderThan?: number
}

export function isOver(run: string, expires: string | undefined, over: Over): boolean {
  if (over.going.has(run)) return false
  if (over.runs.has(run)) return true
  if (over.olderThan !== undefined) return over.now.getTime() - beginOf(run).getTime() >= over.olderThan
  // Of what has no tags the begin is known alone: a day is more than a run may take.
  const end = expires === undefined ? beginOf(run).getTime() + 86_400_000 : Date.parse(expires)
  return over.now.getTime() >= end
}

/** What of finished runs is there, in every account and region of a target. It only reads. */
export async function findLeftovers(target: Target, regions: readonly string[], over: Over): Promise<readonly Found[]> {
  const clients = clientsOf(target)
  const found = await Promise.all([...target.accounts.keys()].map((account) => takeInventory(account, regions, clients)))
  return found.flat().filter(({ run, expires }) => isOver(run, expires, over))
}

/** Removes what was found. `target` has a permit; the fence lets through the runs of what was found and no other. */
export async function removeLeftovers(found: readonly Found[], target: Target): Promise<readonly LeftBehind[]> {
  for (const { created, run } of found) {
    target.permit?.fence.runs.add(run)
    if (created.kind === 'key' && created.keyId !== undefined) target.permit?.fence.keys.add(created.keyId)
  }
  return removeAll(
    found.map(({ created }) => created),
    target,
  )
}

/** What a journal names, as an inventory would. A key without an id is left to the inventory. */
export const leftoversOf = ({ run, created }: ReadJournal): readonly Found[] =>
  created.filter((each: Created) => each.kind !== 'key' || each.keyId !== undefined).map((each) => ({ created: each, run }))
