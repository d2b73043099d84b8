import type { S3Connection } from '../connectors/connection.ts'
import { type ServerConnection, serverConnectors } from '../connectors/server-connection.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Listener, Network } from '../network/network.ts'
import type { SetUp } from './set-up.ts'

/** A fixture with a network, and the connection to a server in it. */
export interface ServerSetUp {
  readonly fixture: Fixture
  readonly connection: ServerConnection
}

/** A set-up of either kind: a connection to buckets, or one to a server. */
export type AnySetUp = SetUp | ServerSetUp

export const isServerSetUp = (setUp: AnySetUp): setUp is ServerSetUp => isServerConnection(setUp.connection)

export const isServerConnection = (connection: S3Connection | ServerConnection): connection is ServerConnection =>
  serverConnectors.some((each) => each === connection.connector)

/** The listener that the connection means: by its name, and among those of one name by its port. */
export function listenerMeant({ listeners }: Network, { host, port }: Pick<ServerConnection, 'host' | 'port'>): Listener | undefined {
  const named = [...listeners.values()].filter((each) => each.host?.toLowerCase() === host.toLowerCase())
  return named.find((each) => each.port === port) ?? named[0]
}

/** The set-up with another network. */
export const withNetwork = (setUp: ServerSetUp, network: Network): ServerSetUp => ({ ...setUp, fixture: { ...setUp.fixture, network } })

/** The map with one of its values changed. */
export function changed<T>(map: ReadonlyMap<string, T>, name: string, change: (value: T) => T): ReadonlyMap<string, T> {
  const value = map.get(name)
  return value === undefined ? map : new Map([...map].map(([key, each]) => [key, key === name ? change(value) : each]))
}
