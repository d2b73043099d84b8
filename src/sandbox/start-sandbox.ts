import { randomBytes } from 'node:crypto'
import { type AccountId, parseAccountId } from '../policy/account-id.ts'
import type { OnDecision } from './authorize-call.ts'
import { Control } from './control/control.ts'
import { type Access, accessOf } from './control/status.ts'
import { Storage } from './disk/storage.ts'
import type { Door } from './door.ts'
import type { World } from './exchange.ts'
import type { HostileOptions } from './hostile/hostile-options.ts'
import { Hostility } from './hostile/hostility.ts'
import type { KeyOptions } from './kms/new-key.ts'
import type { Profile } from './profile.ts'
import { Random } from './random.ts'
import { SandboxStartError } from './sandbox-start-error.ts'
import { fillStores } from './seed/fill-stores.ts'
import type { AccountOptions, Credentials, IssuerOptions, Seed } from './seed/seed.ts'
import { SeedError } from './seed/seed-error.ts'
import { type Listener, listen, systemClock } from './server.ts'
import { Stores } from './stores.ts'
import { createCertificate } from './tls/certificate.ts'

export { SandboxStartError } from './sandbox-start-error.ts'
export type { AccountOptions, Credentials, IssuerOptions, UserOptions } from './seed/seed.ts'

export interface SandboxOptions {
  /** At least one; `123456789012` when nothing is said. */
  readonly accounts?: readonly AccountOptions[]
  /** `127.0.0.1` unless given. Another than `127.0.0.1`, `::1` and `localhost` needs `allowRemote`. */
  readonly host?: string
  /** Whether others than this machine may be let in: whoever has a key can then use the sandbox. */
  readonly allowRemote?: boolean
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly plainPort?: number
  /** Whether the main endpoint speaks TLS, with a certificate that is made at the start. */
  readonly tls?: boolean
  readonly clock?: () => Date
  /** KMS keys that are there from the start, under ids of one's own. */
  readonly keys?: readonly KeyOptions[]
  /** The address from which every request is taken to come; its socket's own when absent. */
  readonly sourceIp?: string
  /** `current` unless given. */
  readonly profile?: Profile
  /** The same seed gives the same ids in the same order. Drawn at random when absent. */
  readonly seed?: string
  /** OpenID Connect issuers whose ID tokens AssumeRoleWithWebIdentity takes: the sandbox fetches no keys. */
  readonly issuers?: readonly IssuerOptions[]
  /** Milliseconds for which a client may be silent in the middle of a request before it is hung up on; five minutes unless given. */
  readonly patienceMs?: number
  /** Is told of every decision; with a listener, each one builds its whole tree. */
  readonly onDecision?: OnDecision
  /** Is told of every error of ours; the client gets a 500. */
  readonly onInternalError?: (error: unknown) => void
  /** How AWS is on a bad day, for trying out what clients make of it. */
  readonly hostile?: HostileOptions
  /**
   * A folder in which the sandbox outlives its process: what was answered is there again at the next start, in the place of the accounts, keys and
   * issuers given here. It needs the package `classic-level`.
   */
  readonly data?: string
  /** Is told when the sandbox has been reset, and waited for. */
  readonly onReset?: () => Promise<void>
}

/** A running sandbox. */
export interface Sandbox {
  /**
   * Is or stands for `https://`: requests here carry `aws:SecureTransport=true` although loopback speaks plain HTTP, so that policies which demand TLS
   * can be tested without certificates.
   */
  readonly endpoint: string
  /** PEM; clients that trust it can use the endpoint. Only with `tls`. */
  readonly certificate?: string
  /** Stands for `http://`: the same state, with `aws:SecureTransport=false`. */
  readonly plainEndpoint: string
  /** Where the sandbox itself is steered, from this machine alone; whoever has the address may do it. */
  readonly controlUrl: string
  readonly accounts: ReadonlyMap<AccountId, { readonly rootCredentials: Credentials }>
  /** Whether it goes on with what an earlier one left in its data folder. */
  readonly restored: boolean
  /** Every active long-term key there is now. */
  readonly access: () => readonly Access[]
  /** Makes the sandbox hostile, or with nothing in it friendly again. */
  readonly setHostile: (options: HostileOptions) => void
  /** Back to how it started: same accounts, same keys, same ids to come. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Starts an AWS of one's own: state in memory unless it is given a folder, on loopback unless told otherwise, every call authorized by the engine. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1' } = options
  if (!loopback.has(host) && options.allowRemote !== true)
    throw new SandboxStartError(`the sandbox does not listen on \`${host}\`, which other machines reach`, 'allow it: `--allow-remote`')
  const { data, profile = 'current', onInternalError = () => {} } = options
  const storage = await Storage.open({ data, profile, onError: onInternalError })
  try {
    return await startWith(storage, { ...options, host, profile, onInternalError })
  } catch (error) {
    await storage.close()
    throw error
  }
}

type Settings = SandboxOptions & Required<Pick<SandboxOptions, 'host' | 'profile' | 'onInternalError'>>

async function startWith(storage: Storage, options: Settings): Promise<Sandbox> {
  const { host, profile, onInternalError, clock = systemClock, seed: randomSeed = randomBytes(32) } = options
  const seed = seedOf(options)
  const hostility = new Hostility()
  const now = (): Date => new Date(clock().getTime() + (hostility.options.clockOffsetMs ?? 0))
  const begin = async (): Promise<Pick<World, 'stores' | 'random'>> => {
    const random = randomOf(randomSeed, storage.starts)
    const stores = new Stores(profile, storage.blobs)
    plant(seed, stores, random, now())
    await storage.hold(stores)
    return { stores, random }
  }
  const restored = await restoreWith(storage, profile, randomSeed)
  const world = { ...(restored ?? (await begin())), now, onDecision: options.onDecision, hostility }
  const setHostile = (hostile: HostileOptions): void => {
    hostility.set(hostile)
    world.stores.sts.longestSession = hostile.sessionSeconds
  }
  const reset = async (): Promise<void> => {
    setHostile({})
    Object.assign(world, await begin())
    setHostile(options.hostile ?? {})
    await options.onReset?.()
  }
  setHostile(options.hostile ?? {})
  const control = new Control({ token: randomBytes(16).toString('hex'), world, reset, setHostile, openDoor: (door) => openDoor(door) })
  const certificate = options.tls === true ? createCertificate(new Random(randomBytes(32)), now()) : undefined
  const listenWith = (port: number, secureTransport: boolean, door?: Door): Promise<Listener> =>
    openListener({
      host,
      port,
      secureTransport,
      certificate: secureTransport && door === undefined ? certificate : undefined,
      world,
      control,
      sourceIp: options.sourceIp,
      ...(door === undefined ? {} : { door }),
      ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
      onInternalError,
      storage,
    })
  const main = await listenWith(options.port ?? 0, true)
  const plain = await listenWith(options.plainPort ?? 0, false).catch(async (error: unknown) => {
    await main.close()
    throw error
  })
  const doors: Listener[] = []
  const openDoor = async (door: Door): Promise<{ readonly endpoint: string; readonly plainEndpoint: string }> => {
    const [secure, insecure] = [await listenWith(0, true, door), await listenWith(0, false, door)]
    doors.push(secure, insecure)
    return { endpoint: urlOf('http', host, secure), plainEndpoint: urlOf('http', host, insecure) }
  }
  const close = async (): Promise<void> => {
    await Promise.all([main, plain, ...doors].map((listener) => listener.close()))
    await storage.close()
  }
  const [endpoint, plainEndpoint] = [urlOf(certificate === undefined ? 'http' : 'https', host, main), urlOf('http', host, plain)]
  control.endpoints = { endpoint, plainEndpoint, ...(certificate === undefined ? {} : { certificate: certificate.certificate }) }
  return {
    endpoint,
    plainEndpoint,
    // Whoever steers it needs no trust in a certificate.
    controlUrl: `${certificate === undefined ? endpoint : plainEndpoint}${control.path}`,
    ...(certificate === undefined ? {} : { certificate: certificate.certificate }),
    accounts: rootsOf(world.stores),
    restored: restored !== undefined,
    access: () => accessOf(world.stores),
    setHostile,
    reset,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What is kept in the data folder, where something is. */
async function restoreWith(
  storage: Storage,
  profile: Profile,
  seed: string | Uint8Array,
): Promise<Pick<World, 'stores' | 'random'> | undefined> {
  const stores = new Stores(profile, storage.blobs)
  return (await storage.restore(stores)) ? { stores, random: randomOf(seed, storage.starts) } : undefined
}

/** Ids that were drawn at an earlier start are not drawn again. */
const randomOf = (seed: string | Uint8Array, starts: number): Random =>
  new Random(starts === 0 ? seed : `${Buffer.from(seed).toString('base64')} ${starts}`)

const seedOf = ({ accounts, keys = [], issuers = [] }: SandboxOptions): Seed => ({
  accounts: accounts ?? [defaultAccount()],
  keys,
  issuers,
})

function plant(seed: Seed, stores: Stores, random: Random, now: Date): void {
  try {
    fillStores(seed, stores, random, now)
  } catch (error) {
    if (error instanceof SeedError) throw new SandboxStartError(error.message, 'mend the seed')
    throw error
  }
}

/** Root users sign with the first key of their account that no user has; some have none. */
function rootsOf({ iam }: Stores): Sandbox['accounts'] {
  const keys = [...iam.accessKeys.values()].filter(({ userName }) => userName === undefined)
  return new Map(
    [...iam.accounts.keys()].flatMap((id) => {
      const key = keys.find(({ account }) => account === id)
      if (key === undefined) return []
      return [[id, { rootCredentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } }] as const]
    }),
  )
}

/** A client on this machine reaches every address by the loopback one. */
function urlOf(scheme: string, host: string, { port }: Listener): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`
}

async function openListener(options: Parameters<typeof listen>[0]): Promise<Listener> {
  try {
    return await listen(options)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === '') throw error
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`
    throw new SandboxStartError(`port ${options.port} on ${options.host} ${why}`, 'choose another port, or 0 for a free one')
  }
}

function defaultAccount(): AccountOptions {
  const id = parseAccountId('123456789012')
  if (!id.ok) throw new Error('internal error: the default account id is malformed')
  return { id: id.value }
}
