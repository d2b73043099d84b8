import { mongodb } from '../connectors/mongodb.ts'
import { mysql } from '../connectors/mysql.ts'
import type { Observation } from '../connectors/observation.ts'
import { postgres, redshift } from '../connectors/postgres.ts'
import type { ServerConnection, ServerConnector } from '../connectors/server-connection.ts'
import { sftp } from '../connectors/sftp.ts'
import { sqlserver } from '../connectors/sqlserver.ts'
import type { ServerSetUp } from '../faults/server-set-up.ts'
import { EmbeddedNetwork } from '../listeners/embedded-network.ts'
import type { Kernel } from '../listeners/kernel.ts'
import { CaseError } from '../scenario/run.ts'
import { openKernel } from './open-kernel.ts'

const connectors: Readonly<Record<ServerConnection['connector'], ServerConnector>> = {
  postgres,
  redshift,
  mysql,
  sqlserver,
  mongodb,
  sftp,
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
