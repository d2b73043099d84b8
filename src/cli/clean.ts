import type { Problem } from '../base/problem.ts'
import { findLeftovers, type Leftovers, removeLeftovers } from '../deploy/clean.ts'
import type { LeftBehind } from '../deploy/failure.ts'
import { guard, targetOf } from '../deploy/guard.ts'
import type { Found } from '../deploy/inventory.ts'
import { describeCreated } from '../deploy/journal.ts'
import { newRun } from '../deploy/run.ts'
import type { Target } from '../deploy/target.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { endJournal, openJournals, type StoredJournal } from './journals.ts'
import { findTarget, type NamedTarget } from './probe/open-target.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'

export interface CleanOptions {
  readonly target: string
  readonly run?: readonly string[]
  /** Milliseconds. */
  readonly olderThan?: number
  readonly dryRun?: boolean
  /** False: as if the journals were lost. */
  readonly journal?: boolean
  readonly json?: boolean
}

/** `sallyport clean`: removes what runs have left in a target, by their journals and by what the accounts themselves say. */
export async function clean(options: CleanOptions): Promise<ExitCode> {
  const named = findTarget(options.target)
  const now = new Date()
  const journals = options.journal === false ? [] : openJournals(named.target.name, now)
  const target = options.dryRun === true ? targetOf(named.target, 60_000) : await permitted(named)
  const dead = journals.filter(({ going }) => !going)
  const leftovers = await look(target, named, {
    dead,
    over: {
      runs: new Set([...(options.run ?? []), ...dead.map(({ run }) => run)]),
      going: new Set(journals.filter(({ going }) => going).map(({ run }) => run)),
      now,
      ...(options.olderThan === undefined ? {} : { olderThan: options.olderThan }),
    },
  })
  const left = options.dryRun === true ? [] : await removeLeftovers(leftovers.over, target)
  if (options.dryRun !== true && left.length === 0) for (const journal of dead) endJournal(journal)
  process.stdout.write(options.json === true ? toJson(leftovers, left, options) : toText(leftovers, left, options))
  return left.length === 0 ? exitCode.ok : exitCode.target
}

async function permitted({ settings, target }: NamedTarget): Promise<Target> {
  const reading = targetOf(target, 60_000)
  const intent = { accounts: new Map([...target.accounts.values()].map(({ name, at }) => [name, at])), regions: new Map(), resources: 0 }
  const now = (): Date => new Date()
  const run = newRun(now(), Math.random(), target.ceiling.minutes)
  const permit = await guard({ settings: target, allowed: settings.allowedAccounts, target: reading, intent }, { run, now })
  if (permit.ok) return { ...reading, permit: permit.value }
  return refused(target.name, permit.error)
}

function refused(name: string, problems: readonly Problem[]): never {
  process.stderr.write(renderProblems(problems, readSource))
  const help = '`--dry-run` only reads, and says what there is'
  throw new CommandFailure(exitCode.target, `nothing may be removed from the target \`${name}\``, help)
}

async function look(
  target: Target,
  { target: { name, regions } }: NamedTarget,
  { dead, over }: { readonly dead: readonly StoredJournal[]; readonly over: Parameters<typeof findLeftovers>[2] },
): Promise<Leftovers> {
  try {
    return await findLeftovers(target, regions, over, dead)
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error
    throw new CommandFailure(
      exitCode.target,
      `the target \`${name}\` cannot be looked at: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function toText({ over, notOver }: Leftovers, left: readonly LeftBehind[], { dryRun = false }: CleanOptions): string {
  const failed = new Set(left.map(({ what }) => what))
  const removed = over.map(({ created }) => describeCreated(created)).filter((what) => !failed.has(what))
  const going = countByRun(notOver)
  return [
    ...removed.map((what) => `${dryRun ? 'would remove' : 'removed'} ${what}`),
    ...left.map(({ what, code, message }) => `left behind: ${what} (${code}: ${message})`),
    ...[...going].map(([run, count]) => `run ${run} is not over: ${count} things stay (\`--run ${run}\` removes them all the same)`),
    `${removed.length} ${dryRun ? 'to remove' : 'removed'}, ${left.length} left behind, ${notOver.length} of runs that are not over`,
    '',
  ].join('\n')
}

const countByRun = (found: readonly Found[]): ReadonlyMap<string, number> =>
  found.reduce((counts, { run }) => counts.set(run, (counts.get(run) ?? 0) + 1), new Map<string, number>())

function toJson({ over, notOver }: Leftovers, leftBehind: readonly LeftBehind[], { target, dryRun = false }: CleanOptions): string {
  return `${JSON.stringify({ version: 1, target, dryRun, over, notOver, leftBehind }, undefined, 2)}\n`
}
