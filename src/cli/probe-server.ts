import { mongodb } from '../connectors/mongodb.ts'
import { mysql } from '../connectors/mysql.ts'
import type { Observation } from '../connectors/observation.ts'
import { postgres, redshift } from '../connectors/postgres.ts'
import type { ServerConnection, ServerConnector } from '../connectors/server-connection.ts'
import { sftp } from '../connectors/sftp.ts'
import { sqlserver } from '../connectors/sqlserver.ts'
import type { ServerSetUp } from '../faults/server-set-up.ts'
import { EmbeddedNetwork } from '../listeners/embedded-network.ts'
import { CaseError } from '../scenario/run.ts'

const connectors: Readonly<Record<ServerConnection['connector'], ServerConnector>> = {
  postgres,
  redshift,
  mysql,
  sqlserver,
  mongodb,
  sftp,
}

/** Probes a connection to a server in the network of its fixture: what gets through the model ends at a server on loopback. */
export async function probeServer({ fixture, connection }: ServerSetUp, timeoutMs: number): Promise<readonly Observation[]> {
  if (fixture.network === undefined) throw new CaseError('the fixture has no network')
  const connector = connectors[connection.connector]
  await connector.load().catch((error: unknown) => {
    throw new CaseError(error instanceof Error ? error.message : String(error))
  })
  const network = new EmbeddedNetwork(fixture.network)
  try {
    return await connector.probe(connection, {
      resolve: (host) => network.resolve(host),
      connect: (host, port, from) => network.connect(host, port, from),
      authorities: network.authorities,
      knownHosts: network.knownHosts,
      timeoutMs,
      bannerMs: 20,
      silenceMs: Math.min(3000, timeoutMs),
    })
  } finally {
    await network.close()
  }
}
