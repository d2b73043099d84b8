import { clientsOf } from './clients.ts'
import type { LeftBehind } from './failure.ts'
import { type Found, takeInventory } from './inventory.ts'
import type { ReadJournal } from './journal-file.ts'
import { beginOf } from './run.ts'
import type { Target } from './target.ts'
import { removeAll } from './tear-down.ts'

/** Which runs are over and may be removed. */
export interface Over {
  /** These, whatever their age. */
  readonly runs: ReadonlySet<string>
  /** These are going on. */
  readonly going: ReadonlySet<string>
  readonly now: Date
  /** Milliseconds since a run began; without it a run is over when it has expired. */
  readonly olderThan?: number
}

export function isOver(run: string, expires: string | undefined, over: Over): boolean {
  if (over.runs.has(run)) return true
  if (over.going.has(run)) return false
  if (over.olderThan !== undefined) return over.now.getTime() - beginOf(run).getTime() >= over.olderThan
  // Of what has no tags the begin is known alone: two days are more than a run may take.
  const end = expires === undefined ? beginOf(run).getTime() + 2 * 86_400_000 : Date.parse(expires)
  return over.now.getTime() >= end
}

/** What runs left in a target: what is to be removed, and what belongs to runs that are not over. */
export interface Leftovers {
  readonly over: readonly Found[]
  readonly notOver: readonly Found[]
}

/**
 * Looks in every account and region of a target, and in the journals of runs that are over: what the target does not list yet may be named there. It
 * only reads.
 */
export async function findLeftovers(
  target: Target,
  regions: readonly string[],
  over: Over,
  journals: readonly ReadJournal[] = [],
): Promise<Leftovers> {
  const clients = clientsOf(target)
  const listed = (await Promise.all([...target.accounts.keys()].map((account) => takeInventory(account, regions, clients)))).flat()
  const named = journals.flatMap((journal) => leftoversOf(journal).filter(({ created }) => target.accounts.has(created.account)))
  const all = [...new Map([...named, ...listed].map((found) => [JSON.stringify(found.created), found])).values()]
  const ends = new Map(all.flatMap(({ run, expires }) => (expires === undefined ? [] : [[run, expires] as const])))
  const isFinished = ({ run }: Found): boolean => isOver(run, ends.get(run), over)
  return { over: all.filter(isFinished), notOver: all.filter((found) => !isFinished(found)) }
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
const leftoversOf = ({ run, expires, created }: ReadJournal): readonly Found[] =>
  created.filter((each) => each.kind !== 'key' || each.keyId !== undefined).map((each) => ({ created: each, run, expires }))
