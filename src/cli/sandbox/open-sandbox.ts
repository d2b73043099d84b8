import type { Fixture } from '../../fixture/fixture.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import type { OnDecision } from '../../sandbox/authorize-call.ts'
import type { Profile } from '../../sandbox/profile.ts'
import type { SeedFile } from '../../sandbox/seed/parse-seed.ts'
import type { AccountOptions } from '../../sandbox/seed/seed.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { printProblems } from '../print-problems.ts'
import { type EmbeddedTarget, openEmbeddedTarget } from '../probe/embedded-target.ts'
import { renderRefusals } from '../render-refusals.ts'

export interface OpenSandboxOptions {
  readonly fixture?: readonly string[]
  readonly account?: readonly string[]
  readonly seed?: string
  readonly profile?: Profile
  readonly port?: number
  readonly host?: string
  readonly allowRemote?: boolean
  readonly tls?: boolean
  readonly data?: string
}

export interface OpenedSandbox extends EmbeddedTarget {
  readonly fixtures: readonly Fixture[]
}

/** Starts a sandbox with what the command line asks for in it; an exit code where that cannot be, and why is printed. */
export async function openSandbox(options: OpenSandboxOptions, onDecision?: OnDecision): Promise<OpenedSandbox | number> {
  const { fixture = [], account = [], seed: seedPath, profile = 'current', port = 0, host, allowRemote, tls = false, data } = options
  const fixtures: Fixture[] = []
  for (const path of fixture) {
    const { loadFixture } = await import('../../fixture/load.ts')
    const loaded = await loadFixture(path)
    if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
    fixtures.push(loaded.value)
  }
  const seed = seedPath === undefined ? undefined : (await import('./load-seed.ts')).loadSeed(seedPath)
  if (seed?.ok === false) return printProblems(seed) ?? exitCode.input
  const asked = account.map(readAccountId)
  const target: { opened?: EmbeddedTarget } = {}
  const embedded = await openEmbeddedTarget({
    accounts: accountsOf(seed?.value, [...asked, ...fixtures.flatMap((each) => [...each.accounts.values()].map(({ id }) => id))]),
    keys: seed?.value.keys ?? [],
    issuers: seed?.value.issuers ?? [],
    profile,
    timeoutMs: 30_000,
    port,
    tls,
    ...(data === undefined ? {} : { data }),
    ...(host === undefined ? {} : { host }),
    ...(allowRemote === undefined ? {} : { allowRemote }),
    ...(onDecision === undefined ? {} : { onDecision }),
    ...clockOf(seed?.value),
    onReset: async () => {
      if (target.opened !== undefined) await deployAll(fixtures, target.opened)
    },
  })
  target.opened = embedded
  const opened = { ...embedded, fixtures }
  if (embedded.sandbox.restored) return opened
  const refused = await deployAll(fixtures, embedded)
  if (refused === undefined) return opened
  await embedded.sandbox.close()
  return refused
}

async function deployAll(fixtures: readonly Fixture[], { target }: EmbeddedTarget): Promise<number | undefined> {
  for (const each of fixtures) {
    const { deploy } = await import('../../deploy/deploy.ts')
    const deployed = await deploy(each, target, { network: await isMade(each) })
    if (deployed.ok) continue
    process.stderr.write(renderRefusals(each.name, deployed.error))
    return exitCode.target
  }
  return undefined
}

/** A network of which EC2 cannot have a part is left out as a whole, and it is said which. */
async function isMade({ name, network }: Fixture): Promise<boolean> {
  const { unmade } = await import('../../deploy/network-refusals.ts')
  const reasons = network === undefined ? [] : unmade(network)
  for (const { subject, reason } of reasons)
    process.stderr.write(`note: the network of ${name} is not put into EC2: ${subject}: ${reason}\n`)
  return reasons.length === 0
}

/** Those of the seed with what it says of them, and the others. */
function accountsOf(seed: SeedFile | undefined, others: readonly AccountId[]): readonly AccountOptions[] {
  const seeded = seed?.accounts ?? []
  const more = [...new Set(others)].filter((id) => !seeded.some((account) => account.id === id)).map((id) => ({ id }))
  const all = [...seeded, ...more]
  return all.length === 0 ? [{ id: readAccountId('111122223333') }] : all
}

/** The clock goes on from where the seed sets it. */
function clockOf(seed: SeedFile | undefined): { readonly clock?: () => Date } {
  if (seed?.startsAt === undefined) return {}
  const ahead = seed.startsAt.getTime() - Date.now()
  return { clock: () => new Date(Date.now() + ahead) }
}

function readAccountId(text: string): AccountId {
  const id = parseAccountId(text)
  if (!id.ok) throw new CommandFailure(exitCode.input, `\`${text}\` is no account id`, 'an account id has twelve digits')
  return id.value
}
