import { type Address, cidrAround } from '../base/cidr.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import { applyOpening } from '../network/apply-opening.ts'
import type { EnsembleMember, Network } from '../network/network.ts'
import type { Opening } from '../network/opening.ts'
import type { AccessRule, Server, ServerDatabase } from '../network/server.ts'
import { changed, listenerMeant, type ServerSetUp, withNetwork } from './server-set-up.ts'

/** One step of a fix: a call of EC2, a change of the server, or one of the settings of the connection. */
export type ServerEdit =
  | { readonly edit: 'opening'; readonly opening: Opening }
  | { readonly edit: 'server'; readonly listener: string; readonly change: ServerChange }
  | { readonly edit: 'member'; readonly listener: string; readonly change: 'start' }
  | { readonly edit: 'serverConnection'; readonly change: ServerSetting }

export type ServerChange =
  | { readonly change: 'start' }
  | { readonly change: 'trustCertificate' }
  | { readonly change: 'offerTls' }
  | { readonly change: 'freeConnections' }
  | { readonly change: 'allowForwarding' }
  | { readonly change: 'enableSftp' }
  | { readonly change: 'restoreHostKey' }
  /** The public half of the key that the connection has. */
  | { readonly change: 'authorizeKey'; readonly user: string; readonly publicKey: string }
  /** One rule for each address, before all others. */
  | {
      readonly change: 'allowAddresses'
      readonly addresses: readonly Address[]
      readonly user: string
      readonly database: string
      readonly tls: AccessRule['tls']
    }
  | { readonly change: 'allowConnections'; readonly database: string }
  | { readonly change: 'grantConnect'; readonly database: string; readonly user: string }
  | { readonly change: 'grantSelect'; readonly database: string; readonly table: string; readonly user: string }

/** A new value; that of the password is never in a report. */
export type ServerSetting =
  | { readonly setting: 'host' | 'user' | 'database' | 'tls'; readonly value: string }
  | { readonly setting: 'port'; readonly value: number }
  | { readonly setting: 'tables'; readonly value: readonly string[] }
  | { readonly setting: 'password' | 'tunnelPassword'; readonly value: 'entered again' }

/** The set-up after the edits, one after the other. */
export const applyServerEdits = (setUp: ServerSetUp, edits: readonly ServerEdit[]): ServerSetUp => edits.reduce(applyEdit, setUp)

function applyEdit(setUp: ServerSetUp, edit: ServerEdit): ServerSetUp {
  const { network } = setUp.fixture
  if (edit.edit === 'serverConnection') return { ...setUp, connection: changeSetting(setUp, edit.change) }
  if (network === undefined) return setUp
  if (edit.edit === 'opening') return withNetwork(setUp, applyOpening(network, edit.opening))
  if (edit.edit === 'member') return withNetwork(setUp, changeMember(network, edit.listener, 'up'))
  return withNetwork(
    setUp,
    changeServer(network, edit.listener, (server) => applyChange(server, edit.change)),
  )
}

/** The network with another server behind a listener. */
export const changeServer = (network: Network, listener: string, change: (server: Server) => Server): Network => ({
  ...network,
  listeners: changed(network.listeners, listener, (each) => (each.server === undefined ? each : { ...each, server: change(each.server) })),
})

/** The network with a member of an ensemble started or stopped. */
export const changeMember = (network: Network, listener: string, state: EnsembleMember['state']): Network => ({
  ...network,
  listeners: changed(network.listeners, listener, (each) =>
    each.member === undefined ? each : { ...each, member: { ...each.member, state } },
  ),
})

function applyChange(server: Server, change: ServerChange): Server {
  switch (change.change) {
    case 'start':
      return { ...server, state: 'up' }
    case 'trustCertificate':
      return { ...server, certificate: 'trusted' }
    case 'offerTls':
      return { ...server, tls: 'offered' }
    case 'freeConnections':
      return { ...server, connections: { ...server.connections, used: 0 } }
    case 'allowForwarding':
      return { ...server, forwarding: true }
    case 'enableSftp':
      return { ...server, sftpSubsystem: true }
    case 'restoreHostKey':
      return { ...server, hostKey: 'known' }
    case 'authorizeKey':
      return { ...server, users: changed(server.users, change.user, (user) => ({ ...user, publicKey: change.publicKey })) }
    case 'allowAddresses':
      return { ...server, access: [...change.addresses.map((address) => ruleFor(server, address, change)), ...(server.access ?? [])] }
    case 'allowConnections':
      return changeDatabase(server, change.database, (database) => ({ ...database, allowConnections: true }))
    case 'grantConnect':
      return changeDatabase(server, change.database, (database) => ({ ...database, connect: [...(database.connect ?? []), change.user] }))
    case 'grantSelect':
      return changeDatabase(server, change.database, (database) => ({
        ...database,
        tables: changed(database.tables, change.table, (table) => ({ ...table, readers: [...table.readers, change.user] })),
      }))
  }
}

const ruleFor = (
  { at }: Server,
  address: Address,
  { user, database, tls }: ServerChange & { readonly change: 'allowAddresses' },
): AccessRule => ({ at, action: 'allow', users: [user], databases: [database], cidr: cidrAround(address), tls })

export const changeDatabase = (server: Server, name: string, change: (database: ServerDatabase) => ServerDatabase): Server => ({
  ...server,
  databases: changed(server.databases, name, change),
})

function changeSetting({ fixture: { network }, connection }: ServerSetUp, { setting, value }: ServerSetting): ServerConnection {
  if (setting !== 'password' && setting !== 'tunnelPassword') return { ...connection, [setting]: value }
  const passwordAt = (host: string, port: number, user: string): string | undefined =>
    network && listenerMeant(network, { host, port })?.server?.users.get(user)?.password
  const { host, port, user, password, tunnel } = connection
  if (setting === 'password') return { ...connection, password: passwordAt(host, port, user) ?? password }
  if (tunnel === undefined) return connection
  return { ...connection, tunnel: { ...tunnel, password: passwordAt(tunnel.host, tunnel.port, tunnel.user) ?? tunnel.password } }
}
