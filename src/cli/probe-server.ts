import { mysql } from '../connectors/mysql.ts'
import type { Observation } from '../connectors/observation.ts'
import { postgres, redshift } from '../connectors/postgres.ts'
import type { ServerConnection, ServerConnector } from '../connectors/server-connection.ts'
import type { ServerSetUp } from '../faults/server-set-up.ts'
import { EmbeddedNetwork } from '../listeners/embedded-network.ts'
import { CaseError } from '../scenario/run.ts'

const connectors: Readonly<Record<ServerConnection['connector'], ServerConnector>> = { postgres, redshift, mysql }

/** Probes a connection to a server in the network of its fixture: what gets through the model ends at a server on loopback. */
export async function probeServer({ fixture, connection }: ServerSetUp, timeoutMs: number): Promise<readonly Observation[]> {
  if (fixture.network === undefined) throw new CaseError('the fixture has no network')
  const network = new EmbeddedNetwork(fixture.network)
  try {
    return await connectors[connection.connector].probe(connection, {
      resolve: (host) => network.resolve(host),
      connect: (host, port, from) => network.connect(host, port, from),
      authorities: network.authorities,
      timeoutMs,
      bannerMs: 20,
      silenceMs: Math.min(3000, timeoutMs),
    })
  } finally {
    await network.close()
  }
}
