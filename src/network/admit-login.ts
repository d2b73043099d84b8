import { type Address, covers } from '../base/cidr.ts'
import type { Span } from '../base/span.ts'
import type { AccessRule, Server } from './server.ts'

/** One try to log in and to read, as the server sees it. */
export interface Login {
  readonly address: Address
  readonly tls: boolean
  readonly user: string
  readonly password: string
  /** The client logs in with this key, and not with the password. */
  readonly publicKey?: string
  readonly database: string
  /** What should be readable. */
  readonly tables: readonly string[]
}

/** One thing that a server holds against a login, and where it stands. */
export type LoginBlocker =
  | { readonly blocks: 'state'; readonly at: Span; readonly state: 'down' | 'silent' | 'starting' }
  | { readonly blocks: 'connectionLimit'; readonly at: Span }
  /** The client insists on TLS, and there is none. */
  | { readonly blocks: 'tlsUnsupported'; readonly at: Span }
  | { readonly blocks: 'certificate'; readonly at: Span }
  /** `rule` rejects; without one no rule is for this client. `withTls`: with TLS a rule would let it in. */
  | { readonly blocks: 'access'; readonly at: Span; readonly address: Address; readonly rule?: AccessRule; readonly withTls?: AccessRule }
  | { readonly blocks: 'password'; readonly at: Span; readonly known: boolean }
  | { readonly blocks: 'publicKey'; readonly at: Span; readonly known: boolean }
  /** An SSH server whose key is not the one that the product knows. */
  | { readonly blocks: 'hostKey'; readonly at: Span }
  /** An SSH server that carries nothing on. */
  | { readonly blocks: 'forwarding'; readonly at: Span }
  /** An SFTP server that only knows shells. */
  | { readonly blocks: 'subsystem'; readonly at: Span }
  | { readonly blocks: 'noDatabase'; readonly at: Span }
  | { readonly blocks: 'databaseClosed'; readonly at: Span }
  | { readonly blocks: 'connect'; readonly at: Span }
  | { readonly blocks: 'noTable'; readonly at: Span; readonly table: string }
  | { readonly blocks: 'table'; readonly at: Span; readonly table: string }

/**
 * Everything that keeps a client out, in the order in which PostgreSQL says it: a server tells the first, and the next when that is mended.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */
export function loginBlockers(server: Server, login: Login): readonly LoginBlocker[] {
  const { at, state, tls, certificate, connections, sftpSubsystem } = server
  return [
    ...(state === 'up' ? [] : [{ blocks: 'state' as const, at, state }]),
    ...(connections.used < connections.max ? [] : [{ blocks: 'connectionLimit' as const, at: connections.at }]),
    ...(login.tls && tls === 'off' ? [{ blocks: 'tlsUnsupported' as const, at }] : []),
    ...(login.tls && tls !== 'off' && certificate === 'selfSigned' ? [{ blocks: 'certificate' as const, at }] : []),
    ...hostKeyBlockers(server),
    ...accessBlockers(server, login),
    ...credentialBlockers(server, login),
    ...(sftpSubsystem ? [] : [{ blocks: 'subsystem' as const, at }]),
    ...databaseBlockers(server, login),
  ]
}

/** As `loginBlockers`, of a bastion: who may have a connection carried on. */
export function tunnelBlockers(server: Server, login: Credentials): readonly LoginBlocker[] {
  const { at, state, forwarding } = server
  return [
    ...(state === 'up' ? [] : [{ blocks: 'state' as const, at, state }]),
    ...hostKeyBlockers(server),
    ...credentialBlockers(server, login),
    ...(forwarding ? [] : [{ blocks: 'forwarding' as const, at }]),
  ]
}

type Credentials = Pick<Login, 'user' | 'password' | 'publicKey'>

/** @see https://man.openbsd.org/ssh#VERIFYING_HOST_KEYS */
const hostKeyBlockers = ({ at, hostKey }: Server): readonly LoginBlocker[] => (hostKey === 'known' ? [] : [{ blocks: 'hostKey', at }])

function credentialBlockers({ at, users }: Server, { user, password, publicKey }: Credentials): readonly LoginBlocker[] {
  const account = users.get(user)
  const facts = { at: account?.at ?? at, known: account !== undefined }
  if (publicKey !== undefined) return account?.publicKey === publicKey ? [] : [{ blocks: 'publicKey', ...facts }]
  return account?.password === password ? [] : [{ blocks: 'password', ...facts }]
}

function accessBlockers(server: Server, login: Login): readonly LoginBlocker[] {
  const encrypted = login.tls && server.tls !== 'off'
  const { address } = login
  const rule = accessFor(server, login, encrypted)
  const withTls = encrypted || server.tls === 'off' ? undefined : accessFor(server, login, true)
  const cure = withTls?.action === 'allow' ? { withTls } : {}
  if (rule?.action === 'allow') return []
  return [
    { blocks: 'access', at: rule?.at ?? server.access?.[0]?.at ?? server.at, address, ...(rule === undefined ? {} : { rule }), ...cure },
  ]
}

/** The rule that decides. A server that requires TLS has `hostssl` lines alone. */
function accessFor(server: Server, login: Login, encrypted: boolean): AccessRule | undefined {
  const { access, tls, at } = server
  const rules = access ?? [{ at, action: 'allow', cidr: everywhere(login.address), tls: 'any' } as const]
  return rules.find((each) => matches(each, tls === 'required' && each.action === 'allow' ? 'required' : each.tls, login, encrypted))
}

const everywhere = ({ family }: Address): AccessRule['cidr'] => ({ family, first: 0n, last: (1n << 128n) - 1n, prefixLength: 0 })

function matches(rule: AccessRule, tls: AccessRule['tls'], { address, user, database }: Login, encrypted: boolean): boolean {
  return (
    covers(rule.cidr, address) &&
    (tls === 'any' || (tls === 'required') === encrypted) &&
    (rule.users?.includes(user) ?? true) &&
    (rule.databases?.includes(database) ?? true)
  )
}

function databaseBlockers({ at, databases }: Server, login: Login): readonly LoginBlocker[] {
  const database = databases.get(login.database)
  if (database === undefined) return [{ blocks: 'noDatabase', at }]
  return [
    ...(database.allowConnections ? [] : [{ blocks: 'databaseClosed' as const, at: database.at }]),
    ...(database.connect?.includes(login.user) === false ? [{ blocks: 'connect' as const, at: database.at }] : []),
    ...login.tables.flatMap((table): readonly LoginBlocker[] => {
      const found = database.tables.get(table)
      if (found === undefined) return [{ blocks: 'noTable', at: database.at, table }]
      return found.readers.includes(login.user) ? [] : [{ blocks: 'table', at: found.at, table }]
    }),
  ]
}
