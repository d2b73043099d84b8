import { openClients } from '../connectors/clients.ts'
import type { Access, S3Connection } from '../connectors/connection.ts'
import { connectors } from '../connectors/connectors.ts'
import type { Observation } from '../connectors/observation.ts'
import { type Deployment, deploy } from '../deploy/deploy.ts'
import { toKeyIds, toKeyNames } from '../deploy/key-name.ts'
import type { SetUp } from '../faults/set-up.ts'
import { CaseError } from '../scenario/run.ts'
import { type EmbeddedTarget, openEmbeddedTarget } from './embedded-target.ts'
import { renderRefusals } from './render-refusals.ts'

export interface ProbeOptions {
  /** Milliseconds for one call. */
  readonly timeoutMs: number
  readonly seed: string
  /** Where the connector calls from. */
  readonly sourceIp?: string
}

/** Deploys a set-up into a sandbox of its own, probes the connection, and stops the sandbox whatever happened. */
export async function probeEmbedded(
  { fixture, connection }: SetUp,
  { timeoutMs, seed, ...where }: ProbeOptions,
): Promise<readonly Observation[]> {
  const internal: unknown[] = []
  const embedded = await openEmbeddedTarget({
    accounts: [...new Set([...fixture.accounts.values()].map(({ id }) => id))].map((id) => ({ id })),
    timeoutMs,
    seed,
    ...where,
    onInternalError: (error) => internal.push(error),
  })
  try {
    const deployed = await deploy(fixture, embedded.target)
    if (!deployed.ok) throw new CaseError(renderRefusals(fixture.name, deployed.error).trimEnd())
    const observations = await probe(connection, deployed.value, embedded, timeoutMs)
    if (internal.length > 0) throw internal[0]
    return observations
  } finally {
    await embedded.sandbox.close()
  }
}

/** The session of the vendor's role, where the vendor's application runs under one. */
async function vendorCredentials(connection: S3Connection, access: Access): Promise<Access['credentials']> {
  const { callerRoleArn, callerSessionName = 'sallyport' } = connection
  if (callerRoleArn === undefined) return access.credentials
  const clients = await openClients(connection, access)
  try {
    const { Credentials } = await clients.sts.assumeRole({ RoleArn: callerRoleArn, RoleSessionName: callerSessionName })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
  } catch (error) {
    throw new CaseError(`the vendor's role \`${callerRoleArn}\` cannot be used: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    clients.destroy()
  }
}

async function probe(
  connection: S3Connection,
  { accessKeys, keys }: Deployment,
  { sandbox }: EmbeddedTarget,
  timeoutMs: number,
): Promise<readonly Observation[]> {
  const [key] = accessKeys.get(connection.caller) ?? []
  if (key === undefined) throw new CaseError(`user \`${connection.caller}\` has no access key to sign with`)
  const own = { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey }
  const reach = { endpoint: sandbox.endpoint, plainEndpoint: sandbox.plainEndpoint, timeoutMs }
  const access: Access = { ...reach, credentials: await vendorCredentials(connection, { ...reach, credentials: own }) }
  const { kmsKeyArn } = connection
  const deployedConnection = kmsKeyArn === undefined ? connection : { ...connection, kmsKeyArn: toKeyIds(kmsKeyArn, keys) }
  const observations = await connectors[connection.connector].probe(deployedConnection, access)
  return observations.map((observation) =>
    observation.message === undefined ? observation : { ...observation, message: toKeyNames(observation.message, keys) },
  )
}
