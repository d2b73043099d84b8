import type { Access } from '../../connectors/connection.ts'
import type { Observation } from '../../connectors/observation.ts'
import { deploy } from '../../deploy/deploy.ts'
import { openDoor, waysFrom } from '../../deploy/door.ts'
import { toKeyNames } from '../../deploy/key-name.ts'
import type { Decision } from '../../engine/decision.ts'
import type { Request } from '../../engine/request.ts'
import { type AnySetUp, isServerSetUp } from '../../faults/server-set-up.ts'
import type { SetUp } from '../../faults/set-up.ts'
import type { Kernel } from '../../listeners/kernel.ts'
import type { OnDecision } from '../../sandbox/authorize-call.ts'
import type { Sandbox } from '../../sandbox/start-sandbox.ts'
import { CaseError } from '../../scenario/run.ts'
import { renderRefusals } from '../render-refusals.ts'
import { openEmbeddedTarget } from './embedded-target.ts'
import { probeDeployment } from './probe-deployment.ts'

export interface ProbeOptions {
  /** Milliseconds for one call. */
  readonly timeoutMs: number
  readonly seed: string
  /** Enforces the rules of networks in the place of the model. */
  readonly kernel?: Kernel
  /** Is told of the decisions on the connector's calls, with the fixture's names of keys. */
  readonly onDecision?: (request: Request, decision: Decision) => void
}

/** Probes a connection to buckets in a sandbox of its own, one to a server in the network of its fixture. Nothing is left running. */
export const probeEmbedded = async (setUp: AnySetUp, options: ProbeOptions): Promise<readonly Observation[]> =>
  isServerSetUp(setUp) ? (await import('./probe-server.ts')).probeServer(setUp, options) : probeSandbox(setUp, options)

/** Deploys a set-up into a sandbox of its own, probes the connection, and stops the sandbox whatever happened. */
async function probeSandbox(
  { fixture, connection }: SetUp,
  { timeoutMs, seed, kernel, onDecision }: ProbeOptions,
): Promise<readonly Observation[]> {
  const internal: unknown[] = []
  let tell: OnDecision = () => {}
  const embedded = await openEmbeddedTarget({
    accounts: [...new Set([...fixture.accounts.values()].map(({ id }) => id))].map((id) => ({ id })),
    timeoutMs,
    seed,
    ...(connection.sourceIp === undefined ? {} : { sourceIp: connection.sourceIp }),
    onInternalError: (error) => internal.push(error),
    ...(onDecision === undefined ? {} : { onDecision: (record) => tell(record) }),
  })
  try {
    const deployed = await deploy(fixture, embedded.target)
    if (!deployed.ok) throw new CaseError(renderRefusals(fixture.name, deployed.error).trimEnd())
    const { keys } = deployed.value
    tell = ({ request, decision }) => onDecision?.({ ...request, resource: toKeyNames(request.resource, keys) }, decision)
    const reach = await reachOf({ fixture, connection }, embedded.sandbox, kernel)
    const endSessions = async (): Promise<void> => embedded.sandbox.setHostile({ sessionSeconds: 0 })
    const observations = await probeDeployment(connection, deployed.value, { ...reach, timeoutMs, endSessions })
    if (internal.length > 0) throw internal[0]
    return observations
  } finally {
    await embedded.sandbox.close()
  }
}

type Reach = Pick<Access, 'endpoint' | 'plainEndpoint' | 'dial'>

/** The endpoints of the sandbox; for a connector that runs in a network, those of the place where it runs. The network decides before a call is made. */
async function reachOf({ fixture, connection }: SetUp, sandbox: Sandbox, kernel: Kernel | undefined): Promise<Reach> {
  const { from, bucket, region } = connection
  if (from === undefined) return { endpoint: sandbox.endpoint, plainEndpoint: sandbox.plainEndpoint }
  const ways = waysFrom({ fixture, from, region: fixture.buckets.get(bucket)?.region ?? region })
  const dial = async (service: string): Promise<void> => {
    const way = ways.find((each) => each.service === service)
    const reached =
      kernel === undefined || way === undefined
        ? way?.reached
        : await (await import('../reach-service.ts')).reachService(kernel, fixture, way)
    if (reached !== true)
      throw Object.assign(new Error(`connect ETIMEDOUT ${service}.${way?.region ?? region}.amazonaws.com:443`), { code: 'ETIMEDOUT' })
  }
  return { ...(await openDoor(sandbox.controlUrl, ways)), dial }
}
