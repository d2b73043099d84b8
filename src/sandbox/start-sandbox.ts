import { createHash, type JsonWebKey, randomBytes } from 'node:crypto'
import { type AccountId, parseAccountId } from '../policy/account-id.ts'
import type { OnDecision } from './authorize-call.ts'
import type { World } from './exchange.ts'
import { Account } from './iam/store.ts'
import { addKey, type KeyOptions } from './kms/new-key.ts'
import { Random } from './random.ts'
import { type Listener, listen, systemClock } from './server.ts'
import { Stores } from './stores.ts'
import { secretAccessKey, uniqueId } from './unique-id.ts'

export interface SandboxOptions {
  /** At least one; `123456789012` when nothing is said. */
  readonly accounts?: readonly AccountOptions[]
  /** Loopback only: `127.0.0.1` (the default), `::1` or `localhost`. */
  readonly host?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly plainPort?: number
  readonly clock?: () => Date
  /** KMS keys that are there from the start, under ids of one's own. */
  readonly keys?: readonly KeyOptions[]
  /** What new buckets get: as S3 does since April 2023 (the default), or as it did before, with ACLs on and no public access blocked. */
  readonly bucketDefaults?: 'current' | 'legacy'
  /** The same seed gives the same ids in the same order. Drawn at random when absent. */
  readonly seed?: string
  /** OpenID Connect issuers whose ID tokens AssumeRoleWithWebIdentity takes: the sandbox fetches no keys. */
  readonly issuers?: readonly IssuerOptions[]
  /** Is told of every decision; with a listener, each one builds its whole tree. */
  readonly onDecision?: OnDecision
  /** Is told of every error of ours; the client gets a 500. */
  readonly onInternalError?: (error: unknown) => void
}

export interface AccountOptions {
  readonly id: AccountId
  /** 64 hexadecimal digits; made from the account id when absent. */
  readonly canonicalId?: string
  /** Access key of the account's root user; made when absent. */
  readonly rootCredentials?: Credentials
}

export interface IssuerOptions {
  /** `https://token.example.com`, as the `iss` claim has it. */
  readonly url: string
  readonly keys: readonly JsonWebKey[]
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A running sandbox. */
export interface Sandbox {
  /**
   * Stands for `https://`: requests here carry `aws:SecureTransport=true` although loopback speaks plain HTTP, so that policies which demand TLS
   * can be tested without certificates.
   */
  readonly endpoint: string
  /** Stands for `http://`: the same state, with `aws:SecureTransport=false`. */
  readonly plainEndpoint: string
  readonly accounts: ReadonlyMap<AccountId, { readonly rootCredentials: Credentials }>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The sandbox could not start, for a reason that the user can mend. */
export class SandboxStartError extends Error {}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Starts an AWS of one's own on loopback: state in memory, every call authorized by the engine. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1'
  if (!loopback.has(host)) throw new SandboxStartError(`the sandbox listens on loopback only, not on \`${host}\``)
  const random = new Random(options.seed ?? randomBytes(32))
  const now = options.clock ?? systemClock
  const stores = new Stores()
  const accounts = createAccounts(options.accounts ?? [defaultAccount()], stores, random, now)
  stores.s3.bucketDefaults = options.bucketDefaults ?? 'current'
  for (const key of options.keys ?? []) seedKey(key, stores, random, now())
  for (const { url, keys } of options.issuers ?? []) stores.sts.issuerKeys.set(url.replace(/^https:\/\//, ''), keys)
  const world: World = { stores, now, random, onDecision: options.onDecision }
  const listenWith = (port: number, secureTransport: boolean): Promise<Listener> =>
    openListener({ host, port, secureTransport, world, onInternalError: options.onInternalError ?? (() => {}) })
  const main = await listenWith(options.port ?? 0, true)
  const plain = await listenWith(options.plainPort ?? 0, false).catch(async (error: unknown) => {
    await main.close()
    throw error
  })
  const close = async (): Promise<void> => {
    await Promise.all([main.close(), plain.close()])
  }
  return { endpoint: urlOf(host, main), plainEndpoint: urlOf(host, plain), accounts, close, [Symbol.asyncDispose]: close }
}

const urlOf = (host: string, { port }: Listener): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

async function openListener(options: Parameters<typeof listen>[0]): Promise<Listener> {
  try {
    return await listen(options)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === '') throw error
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`
    throw new SandboxStartError(`port ${options.port} on ${options.host} ${why}`)
  }
}

function defaultAccount(): AccountOptions {
  const id = parseAccountId('123456789012')
  if (!id.ok) throw new Error('internal error: the default account id is malformed')
  return { id: id.value }
}

function createAccounts(given: readonly AccountOptions[], stores: Stores, random: Random, now: () => Date): Sandbox['accounts'] {
  const created = new Map<AccountId, { readonly rootCredentials: Credentials }>()
  for (const { id, canonicalId = canonicalIdOf(id), rootCredentials = newCredentials(id, random) } of given) {
    if (created.has(id)) throw new SandboxStartError(`account ${id} is given twice`)
    if (stores.iam.accessKeys.has(rootCredentials.accessKeyId)) throw new SandboxStartError('two accounts have the same root access key')
    stores.iam.accounts.set(id, new Account(id, canonicalId))
    stores.iam.accessKeys.set(rootCredentials.accessKeyId, { ...rootCredentials, account: id, status: 'Active', createDate: now() })
    created.set(id, { rootCredentials })
  }
  return created
}

function seedKey(key: KeyOptions, stores: Stores, random: Random, now: Date): void {
  if (!stores.iam.accounts.has(key.account)) throw new SandboxStartError(`key ${key.id} is of account ${key.account}, which is not given`)
  const refused = addKey(key, stores, random, now)
  if (refused !== undefined) throw new SandboxStartError(`key ${key.id} cannot have its policy: ${refused}`)
}

const canonicalIdOf = (id: AccountId): string => createHash('sha256').update(`canonical id of ${id}`).digest('hex')

const newCredentials = (id: AccountId, random: Random): Credentials => ({
  accessKeyId: uniqueId('AKIA', id, random),
  secretAccessKey: secretAccessKey(random),
})
