import type { S3Connection } from '../../src/connectors/connection.ts'
import { connectors } from '../../src/connectors/connectors.ts'
import type { Observation } from '../../src/connectors/observation.ts'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import { type DeployedKey, toKeyIds, toKeyNames } from '../../src/deploy/key-name.ts'
import type { Credentials, Target } from '../../src/deploy/target.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'

/** What a probe of a deployed set-up saw, or why AWS refused to deploy it. */
export type WireResult = { readonly observations: readonly Observation[] } | { readonly refusals: readonly string[] }

/** Deploys a set-up to a sandbox of its own, probes it as the connector does, and takes everything down again. */
export async function probeOverTheWire({ fixture, connection }: SetUp): Promise<WireResult> {
  await using sandbox = await startSandbox({ accounts: Array.from(fixture.accounts.values(), ({ id }) => ({ id })), seed: 'wire' })
  const accounts = new Map<string, Credentials>(Array.from(sandbox.accounts, ([id, { rootCredentials }]) => [id, rootCredentials]))
  const target: Target = { kind: 'embedded', endpoint: sandbox.endpoint, accounts, timeoutMs: 5_000 }
  const deployment = await deploy(fixture, target)
  if (!deployment.ok)
    return { refusals: deployment.error.refusals.map(({ operation, subject, message }) => `${operation} ${subject}: ${message}`) }
  const [key] = deployment.value.accessKeys.get(connection.caller) ?? []
  const credentials = { accessKeyId: key?.accessKeyId ?? '', secretAccessKey: key?.secretAccessKey ?? '' }
  const { keys } = deployment.value
  const observations = await connectors[connection.connector].probe(withKeyIds(connection, keys), {
    endpoint: sandbox.endpoint,
    plainEndpoint: sandbox.plainEndpoint,
    credentials,
    timeoutMs: 10_000,
  })
  await tearDown(deployment.value)
  return { observations: observations.map((observation) => withKeyNames(observation, keys)) }
}

const withKeyIds = (connection: S3Connection, keys: readonly DeployedKey[]): S3Connection =>
  connection.kmsKeyArn === undefined ? connection : { ...connection, kmsKeyArn: toKeyIds(connection.kmsKeyArn, keys) }

const withKeyNames = (observation: Observation, keys: readonly DeployedKey[]): Observation =>
  observation.message === undefined ? observation : { ...observation, message: toKeyNames(observation.message, keys) }
