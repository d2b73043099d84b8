import { type Address, parseAddress } from '../base/cidr.ts'
import type { Observation } from '../connectors/observation.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { type LoginBlocker, loginBlockers } from '../network/admit-login.ts'
import { admits } from '../network/admits.ts'
import type { Listener, Network } from '../network/network.ts'
import type { Blocker, Verdict } from '../network/verdict.ts'
import { group } from './findings.ts'
import type { LoginCause, NetworkCause, PortCause, ServerCause } from './server-cause.ts'
import { listenerMeant, type ServerSetUp } from './server-set-up.ts'

/** Everything that a fault of a connection to a server may be recognised by. */
export interface ServerEvidence {
  readonly fixture: Fixture
  readonly network: Network
  readonly connection: ServerConnection
  /** What the probe saw; empty when nothing was probed. */
  readonly observations: readonly Observation[]
  /** What the connection means, as far as the network has it. */
  readonly listener: Listener | undefined
  /** What keeps the product away, and is not explained yet. */
  readonly causes: readonly ServerCause[]
}

/** Asks the network about each of the product's addresses, and the server about each that would get there. */
export function collectServerEvidence(
  { fixture, connection }: ServerSetUp,
  observations: readonly Observation[],
): ServerEvidence | undefined {
  const { network } = fixture
  if (network === undefined) return undefined
  const listener = listenerMeant(network, connection)
  const asked = connection.from.flatMap((from) => ask(network, connection, from))
  const causes = [...networkCauses(asked), ...portCauses(connection, listener, asked), ...loginCauses(connection, listener, asked)]
  return { fixture, network, connection, observations, listener, causes }
}

interface Asked {
  readonly source: Address
  readonly verdict: Verdict
}

function ask(network: Network, connection: ServerConnection, from: string): readonly Asked[] {
  const source = parseAddress(from)
  return source.ok ? [{ source: source.value, verdict: askServer(network, connection, source.value) }] : []
}

/** Whether the product gets to the server from this address. */
export function askServer(network: Network, { host, port }: ServerConnection, source: Address): Verdict {
  const address = parseAddress(host)
  const destination = address.ok ? ({ type: 'address', address: address.value } as const) : ({ type: 'host', host } as const)
  return admits(network, { source: { type: 'address', address: source }, destination, traffic: { protocol: 'tcp', port } })
}

function networkCauses(asked: readonly Asked[]): readonly NetworkCause[] {
  const all = asked.flatMap(({ source, verdict }) => verdict.blockers.map((blocker) => ({ source, blocker })))
  return group(all, ({ blocker }) => keyOf(blocker)).map(([first, ...others]): NetworkCause => {
    const sources = [...new Set([first, ...others].map(({ source }) => source))]
    return {
      cause: 'network',
      blockers: [first.blocker, ...others.map(({ blocker }) => blocker)],
      sources,
      onlySome: sources.length < asked.length,
    }
  })
}

/** What makes two blockers the same one, met from two addresses. */
export const keyOf = ({ direction, component, why }: Blocker): string =>
  [direction, component.type, component.name, why.fact, 'side' in why ? why.side : ''].join(' ')

/** The packet's way is known to its end even where something blocks it. */
function portCauses({ host }: ServerConnection, listener: Listener | undefined, asked: readonly Asked[]): readonly PortCause[] {
  const arrival = asked[0]?.verdict.arrival
  if (arrival?.at !== 'networkInterface') return []
  if (arrival.listener === undefined) return [{ cause: 'port' }]
  const isMeant = arrival.listener.name === listener?.name || arrival.listener.host?.toLowerCase() === host.toLowerCase()
  return isMeant && arrival.listener.server !== undefined ? [] : [{ cause: 'port', other: arrival.listener }]
}

function loginCauses(connection: ServerConnection, listener: Listener | undefined, asked: readonly Asked[]): readonly LoginCause[] {
  const { server } = listener ?? {}
  if (server === undefined) return []
  const { user, password, database, tables, tls } = connection
  const all = asked.flatMap(({ source, verdict }) =>
    loginBlockers(server, { address: verdict.sourceAddress ?? source, tls: tls !== 'off', user, password, database, tables })
      .filter(({ blocks }) => blocks !== 'certificate' || tls === 'verify')
      .map((blocker) => ({ source, blocker })),
  )
  return group(all, ({ blocker }) => keyOfLogin(blocker)).map(([first, ...others]): LoginCause => {
    const blockers = [first.blocker, ...others.map(({ blocker }) => blocker)] as const
    return { cause: 'login', blockers, sources: [first, ...others].map(({ source }) => source) }
  })
}

const keyOfLogin = (blocker: LoginBlocker): string => `${blocker.blocks} ${'table' in blocker ? blocker.table : ''} ${'rule' in blocker}`
