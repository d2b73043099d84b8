import { probeDeployment } from '../../src/cli/probe/probe-deployment.ts'
import type { Observation } from '../../src/connectors/observation.ts'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import type { Credentials, Target } from '../../src/deploy/target.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'

/** What a probe of a deployed set-up saw, or why AWS refused to deploy it. */
export type WireResult = { readonly observations: readonly Observation[] } | { readonly refusals: readonly string[] }

/** Deploys a set-up to a sandbox of its own, probes it as the connector does, and takes everything down again. */
export async function probeOverTheWire({ fixture, connection }: SetUp): Promise<WireResult> {
  await using sandbox = await startSandbox({ accounts: Array.from(fixture.accounts.values(), ({ id }) => ({ id })), seed: 'wire' })
  const accounts = new Map<string, Credentials>(Array.from(sandbox.accounts, ([id, { rootCredentials }]) => [id, rootCredentials]))
  const target: Target = { kind: 'embedded', endpoint: sandbox.endpoint, controlUrl: sandbox.controlUrl, accounts, timeoutMs: 5_000 }
  const deployment = await deploy(fixture, target)
  if (!deployment.ok)
    return { refusals: deployment.error.refusals.map(({ operation, subject, message }) => `${operation} ${subject}: ${message}`) }
  const { endpoint, plainEndpoint } = sandbox
  const observations = await probeDeployment(connection, deployment.value, {
    endpoint,
    plainEndpoint,
    timeoutMs: 10_000,
    endSessions: async () => sandbox.setHostile({ sessionSeconds: 0 }),
  })
  await tearDown(deployment.value)
  return { observations }
}
