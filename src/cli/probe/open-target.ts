import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Span } from '../../base/span.ts'
import { suggest } from '../../base/suggest.ts'
import { guard, type Intent, targetOf } from '../../deploy/guard.ts'
import { JournalFile, runHead } from '../../deploy/journal-file.ts'
import type { Permit } from '../../deploy/permit.ts'
import { newRun, type Run } from '../../deploy/run.ts'
import type { Target } from '../../deploy/target.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import type { PlannedCase } from '../../scenario/plan.ts'
import { loadSettings } from '../../settings/load.ts'
import type { PoolSettings, Settings, TargetSettings } from '../../settings/settings.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { journalFolder } from '../journals.ts'
import { readSource } from '../read-source.ts'
import { renderProblems } from '../render-problems.ts'

export interface NamedTarget {
  readonly settings: Settings
  readonly target: TargetSettings
}

/** The target of that name in `sallyport.yaml`; its problems end the command. */
export function findTarget(name: string, file?: string): NamedTarget {
  const settings = settingsFor(name, file)
  const target = settings.targets.get(name)
  return target === undefined ? unknownTarget(name, ['embedded', ...settings.targets.keys()]) : { settings, target }
}

/** A target, or the pool of that name; for reading, any target of a pool is as good as the others. */
export function findPlace(name: string): NamedTarget & { readonly pool?: PoolSettings } {
  const settings = settingsFor(name)
  const pool = settings.pools.get(name)
  const target = settings.targets.get(pool?.targets[0] ?? name)
  if (target !== undefined) return { settings, target, ...(pool === undefined ? {} : { pool }) }
  return unknownTarget(name, ['embedded', ...settings.targets.keys(), ...settings.pools.keys()])
}

function settingsFor(name: string, file?: string): Settings {
  const loaded = loadSettings(file)
  if (loaded.ok) return loaded.value
  process.stderr.write(renderProblems(loaded.error, readSource))
  throw new CommandFailure(exitCode.input, `the target \`${name}\` cannot be used as long as its settings are wrong`)
}

function unknownTarget(name: string, names: readonly string[]): never {
  const near = suggest(name, names)
  const help = near === undefined ? `it may be ${names.map((each) => `\`${each}\``).join(', ')}` : `did you mean \`${near}\`?`
  throw new CommandFailure(exitCode.input, `there is no target \`${name}\``, help)
}

/** A target that the guard has let us into, for one run. */
export interface OpenTarget {
  readonly settings: TargetSettings
  /** Ids of the accounts that the guard has looked at. */
  readonly accounts: readonly string[]
  readonly run: Run
  readonly permit: Permit
  readonly target: Target
}

/** Milliseconds for one call, with all its attempts. */
const patience = 60_000

/** Asks the guard; what it has to say ends the command before anything is written. */
export async function openTarget({ settings, target: chosen }: NamedTarget, intent: Intent): Promise<OpenTarget> {
  const run = newRun(new Date(), Math.random(), chosen.ceiling.minutes + 60)
  const reading = targetOf(chosen, patience)
  const head = runHead(run, chosen.name, { pid: process.pid, host: hostname() })
  const permit = await guard(
    { settings: chosen, allowed: settings.allowedAccounts, target: reading, intent },
    { run, journal: () => new JournalFile(join(journalFolder, `${run.id}.ndjson`), head), now: () => new Date() },
  )
  const accounts = [...chosen.accounts.values()].filter(({ name }) => intent.accounts.has(name)).map(({ id }) => id)
  if (permit.ok) return { settings: chosen, accounts, run, permit: permit.value, target: { ...reading, permit: permit.value } }
  process.stderr.write(renderProblems(permit.error, readSource))
  throw new CommandFailure(exitCode.target, `the target \`${chosen.name}\` must not be used; nothing was written`)
}

/** What cases would create in all, one after the other. */
export function intentOf(cases: readonly PlannedCase[], place: (region: string) => string = (region) => region): Intent {
  const fixtures = cases.map(({ setUp }) => setUp.fixture)
  const parts = fixtures.flatMap(({ buckets, keys }) => [...buckets.values(), ...keys.values()])
  return {
    accounts: firstOf(fixtures.flatMap(({ accounts }) => [...accounts.values()].map(({ name, at }) => [name, at] as const))),
    regions: firstOf(parts.map(({ region, at }) => [place(region), at] as const)),
    resources: fixtures.reduce((sum, fixture) => sum + countResources(fixture), 0),
  }
}

const firstOf = (entries: readonly (readonly [string, Span])[]): ReadonlyMap<string, Span> => new Map([...entries].reverse())

/** As they are counted while they are created: each alias stands beside its key, and each boundary is a managed policy. */
const countResources = ({ users, groups, roles, policies, buckets, keys }: Fixture): number =>
  users.size +
  groups.size +
  roles.size +
  policies.size +
  buckets.size +
  2 * keys.size +
  [...users.values(), ...roles.values()].filter(({ boundary }) => boundary !== undefined).length
