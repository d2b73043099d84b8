import { formatAddress } from '../../base/cidr.ts'
import { mongodb } from '../../connectors/mongodb.ts'
import { mysql } from '../../connectors/mysql.ts'
import type { Observation } from '../../connectors/observation.ts'
import { postgres, redshift } from '../../connectors/postgres.ts'
import type { Peer, ServerAccess, ServerConnection, ServerConnector } from '../../connectors/server-connection.ts'
import { sftp } from '../../connectors/sftp.ts'
import { sqlserver } from '../../connectors/sqlserver.ts'
import { zookeeper } from '../../connectors/zookeeper.ts'
import { listenerMeant, type ServerSetUp } from '../../faults/server-set-up.ts'
import { EmbeddedNetwork } from '../../listeners/embedded-network.ts'
import type { Kernel } from '../../listeners/kernel.ts'
import { membersOf, peerCalls, portOf } from '../../network/ensemble.ts'
import type { Network } from '../../network/network.ts'
import { CaseError } from '../../scenario/run.ts'
import { openKernel } from './open-kernel.ts'

const connectors: Readonly<Record<ServerConnection['connector'], ServerConnector>> = {
  postgres,
  redshift,
  mysql,
  sqlserver,
  mongodb,
  sftp,
  zookeeper,
}

/** Members of an ensemble call each other where the connector would not get: what is tried is the network's own. */
function peersIn(
  network: Network,
  connection: ServerConnection,
  { connect }: { connect: ServerAccess['connect'] },
): Pick<ServerAccess, 'peers'> {
  const ensemble = listenerMeant(network, connection)?.member?.ensemble
  if (ensemble === undefined) return {}
  const peers = peerCalls(membersOf(network, ensemble)).flatMap((call): readonly Peer[] => {
    const [from, to] = [call.from, call.to].map(({ networkInterface }) => addressOf(network, networkInterface))
    if (from === undefined || to === undefined) return []
    return [{ from: call.from.name, to: call.to.name, port: call.port, dial: () => connect(to, portOf(call.to, call.port), from) }]
  })
  return { peers }
}

function addressOf({ networkInterfaces }: Network, name: string): string | undefined {
  const address = networkInterfaces.get(name)?.privateIps[0]?.address
  return address && formatAddress(address)
}

export interface ProbeServerOptions {
  /** Milliseconds for one step. */
  readonly timeoutMs: number
  /** Enforces the rules of the network in the place of the model. */
  readonly kernel?: Kernel
}

/** Probes a connection to a server in the network of its fixture: what gets through the model, or the kernel, ends at a server on loopback. */
export async function probeServer(
  { fixture, connection }: ServerSetUp,
  { timeoutMs, kernel }: ProbeServerOptions,
): Promise<readonly Observation[]> {
  if (fixture.network === undefined) throw new CaseError('the fixture has no network')
  const connector = connectors[connection.connector]
  await connector.load().catch((error: unknown) => {
    throw new CaseError(error instanceof Error ? error.message : String(error))
  })
  const network = kernel === undefined ? new EmbeddedNetwork(fixture.network) : await openKernel(kernel, fixture.network)
  try {
    const observations = await connector.probe(connection, {
      resolve: (host) => network.resolve(host),
      connect: (host, port, from) => network.connect(host, port, from),
      authorities: network.authorities,
      knownHosts: network.knownHosts,
      ...peersIn(fixture.network, connection, { connect: (host, port, from) => network.connect(host, port, from) }),
      timeoutMs,
      bannerMs: 20,
      silenceMs: Math.min(3000, timeoutMs),
    })
    if (network.notEnforced[0] !== undefined) throw new CaseError(network.notEnforced[0])
    return observations
  } finally {
    await network.close()
  }
}
