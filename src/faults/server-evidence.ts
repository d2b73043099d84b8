import { type Address, formatAddress, parseAddress } from '../base/cidr.ts'
import { readPrivateKey } from '../base/ssh-key.ts'
import type { Observation } from '../connectors/observation.ts'
import type { ServerConnection, Tunnel } from '../connectors/server-connection.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { type LoginBlocker, loginBlockers, tunnelBlockers } from '../network/admit-login.ts'
import { admits } from '../network/admits.ts'
import { askPeer, membersOf, peerCalls } from '../network/ensemble.ts'
import { lastVerdict } from '../network/last-verdict.ts'
import type { Listener, Network } from '../network/network.ts'
import type { Blocker, Verdict } from '../network/verdict.ts'
import { group } from './findings.ts'
import type { Leg, LoginCause, MemberCause, NetworkCause, PeerCause, PortCause, ServerCause } from './server-cause.ts'
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
  /** The SSH server of its tunnel, as far as it has one and the network has that. */
  readonly bastion: Listener | undefined
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
  const bastion = connection.tunnel && listenerMeant(network, connection.tunnel)
  const causes =
    connection.connector === 'zookeeper'
      ? ensembleCauses(network, connection)
      : [...tunnelCauses(network, connection, bastion), ...serverCauses(network, connection, listener, bastion)]
  return { fixture, network, connection, observations, listener, bastion, causes }
}

function tunnelCauses(network: Network, { tunnel, from }: ServerConnection, bastion: Listener | undefined): readonly ServerCause[] {
  if (tunnel === undefined) return []
  const asked = from.flatMap((each) => ask(network, tunnel, each))
  const blockers = bastion?.server === undefined ? [] : tunnelBlockers(bastion.server, { ...tunnel, ...keyOfLogin(tunnel) })
  const [first] = asked
  const refused = first === undefined ? [] : blockers.map((blocker) => ({ source: first.source, blocker }))
  return [
    ...networkCauses(asked, 'tunnel', tunnel),
    ...portCauses(tunnel.host, bastion, asked, 'tunnel'),
    ...groupLogins(refused, 'tunnel'),
  ]
}

/** Each member as its clients reach it, and its calls to the others. */
function ensembleCauses(network: Network, connection: ServerConnection): readonly ServerCause[] {
  const { members: ends = [connection], from } = connection
  const ensembles = new Set(ends.flatMap((end) => listenerMeant(network, end)?.member?.ensemble ?? []))
  const members = [...ensembles].flatMap((ensemble) => membersOf(network, ensemble))
  return [
    ...ends.flatMap((end) => {
      const asked = from.flatMap((each) => ask(network, end, each))
      return [...networkCauses(asked, 'server', end), ...portCauses(end.host, listenerMeant(network, end), asked, 'server')]
    }),
    ...members.flatMap((member): readonly MemberCause[] => (member.member.state === 'up' ? [] : [{ cause: 'member', member }])),
    ...peerCalls(members).flatMap((call): readonly PeerCause[] => {
      const [first, ...others] = askPeer(network, call).blockers
      return first === undefined ? [] : [{ cause: 'peer', call, blockers: [first, ...others] }]
    }),
  ]
}

function serverCauses(
  network: Network,
  connection: ServerConnection,
  listener: Listener | undefined,
  bastion: Listener | undefined,
): readonly ServerCause[] {
  const from = connection.tunnel === undefined ? connection.from : addressOf(network, bastion)
  const asked = from.flatMap((each) => ask(network, connection, each))
  const causes = [...networkCauses(asked, 'server', connection), ...portCauses(connection.host, listener, asked, 'server')]
  return [...causes, ...loginCauses(connection, listener, asked)]
}

/** From where a tunnel calls on. */
export function addressOf({ networkInterfaces }: Network, bastion: Listener | undefined): readonly string[] {
  const address = networkInterfaces.get(bastion?.networkInterface ?? '')?.privateIps[0]?.address
  return address === undefined ? [] : [formatAddress(address)]
}

interface Asked {
  readonly source: Address
  readonly verdict: Verdict
}

type End = Pick<ServerConnection, 'host' | 'port'>

function ask(network: Network, to: End, from: string): readonly Asked[] {
  const source = parseAddress(from)
  return source.ok ? [{ source: source.value, verdict: askServer(network, to, source.value) }] : []
}

/** Whether who has this address gets to the server. */
export function askServer(network: Network, { host, port }: End, source: Address): Verdict {
  const address = parseAddress(host)
  const destination = address.ok ? ({ type: 'address', address: address.value } as const) : ({ type: 'host', host } as const)
  return admits(network, { source: { type: 'address', address: source }, destination, traffic: { protocol: 'tcp', port } })
}

function networkCauses(asked: readonly Asked[], leg: Leg, { host, port }: End): readonly NetworkCause[] {
  const all = asked.flatMap(({ source, verdict }) => verdict.blockers.map((blocker) => ({ source, blocker })))
  return group(all, ({ blocker }) => keyOf(blocker)).map(([first, ...others]): NetworkCause => {
    const sources = [...new Set([first, ...others].map(({ source }) => source))]
    return {
      cause: 'network',
      leg,
      to: { host, port },
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
function portCauses(host: string, listener: Listener | undefined, asked: readonly Asked[], leg: Leg): readonly PortCause[] {
  const arrival = asked[0] && lastVerdict(asked[0].verdict).arrival
  if (arrival?.at !== 'networkInterface') return []
  if (arrival.listener === undefined) return [{ cause: 'port', leg }]
  const isMeant = arrival.listener.name === listener?.name || arrival.listener.host?.toLowerCase() === host.toLowerCase()
  return isMeant && (arrival.listener.server ?? arrival.listener.member) !== undefined
    ? []
    : [{ cause: 'port', leg, other: arrival.listener }]
}

/** The public half of the key that a login proves itself with, if it has one. */
export function keyOfLogin({ privateKey }: Pick<Tunnel, 'privateKey'>): { readonly publicKey?: string } {
  const key = privateKey === undefined ? undefined : readPrivateKey(privateKey)
  return key === undefined ? {} : { publicKey: key.publicKey }
}

function loginCauses(connection: ServerConnection, listener: Listener | undefined, asked: readonly Asked[]): readonly LoginCause[] {
  const { server } = listener ?? {}
  if (server === undefined) return []
  const { user, password, database, tables, tls } = connection
  const login = { tls: tls !== 'off', user, password, database, tables, ...keyOfLogin(connection) }
  const all = asked.flatMap(({ source, verdict }) => {
    const { arrival, sourceAddress = source } = lastVerdict(verdict)
    // A load balancer that does not listen at the port passes nobody on.
    if (arrival?.at === 'service') return []
    return loginBlockers(server, { address: sourceAddress, ...login })
      .filter(({ blocks }) => blocks !== 'certificate' || tls === 'verify')
      .map((blocker) => ({ source, blocker }))
  })
  return groupLogins(all, 'server')
}

const groupLogins = (all: readonly { readonly source: Address; readonly blocker: LoginBlocker }[], leg: Leg): readonly LoginCause[] =>
  group(all, ({ blocker }) => keyOfBlocker(blocker)).map(([first, ...others]): LoginCause => {
    const blockers = [first.blocker, ...others.map(({ blocker }) => blocker)] as const
    return { cause: 'login', leg, blockers, sources: [first, ...others].map(({ source }) => source) }
  })

const keyOfBlocker = (blocker: LoginBlocker): string => `${blocker.blocks} ${'table' in blocker ? blocker.table : ''} ${'rule' in blocker}`
