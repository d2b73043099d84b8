import { IAM } from '@aws-sdk/client-iam'
import { KMS } from '@aws-sdk/client-kms'
import { S3 } from '@aws-sdk/client-s3'
import { type Deployment, deploy } from '../../src/deploy/deploy.ts'
import type { DeployFailure } from '../../src/deploy/failure.ts'
import type { Credentials, Target } from '../../src/deploy/target.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { parseAccountId } from '../../src/policy/account-id.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { policy } from './fixture.ts'

export const vendor = '444455556666'
export const customer = '111122223333'

/** A sandbox with two accounts, and clients of their root users. */
export interface SandboxTarget {
  readonly sandbox: Sandbox
  readonly target: Target
  readonly iam: (account: string) => IAM
  readonly s3: (account: string, region?: string) => S3
  readonly kms: (account: string, region?: string) => KMS
  readonly deployed: (fixture: Fixture) => Promise<Deployment>
  readonly failureOf: (fixture: Fixture) => Promise<DeployFailure>
}

export async function openSandboxTarget(timeoutMs = 5000): Promise<SandboxTarget> {
  const accounts = [vendor, customer].flatMap((text) => {
    const id = parseAccountId(text)
    return id.ok ? [{ id: id.value }] : []
  })
  const sandbox = await startSandbox({ accounts, seed: 'deploy' })
  const credentials = new Map<string, Credentials>(Array.from(sandbox.accounts, ([id, { rootCredentials }]) => [id, rootCredentials]))
  const target: Target = { kind: 'embedded', endpoint: sandbox.endpoint, controlUrl: sandbox.controlUrl, accounts: credentials, timeoutMs }
  const clientOf = (account: string, region = 'us-east-1') => {
    const root = credentials.get(account)
    if (root === undefined) throw new Error(`no account ${account}`)
    return { region, endpoint: sandbox.endpoint, credentials: root, forcePathStyle: true }
  }
  return {
    sandbox,
    target,
    iam: (account) => new IAM(clientOf(account)),
    s3: (account, region) => new S3(clientOf(account, region)),
    kms: (account, region) => new KMS(clientOf(account, region)),
    deployed: async (fixture) => {
      const deployment = await deploy(fixture, target)
      if (!deployment.ok) throw new Error(JSON.stringify(deployment.error, undefined, 2))
      return deployment.value
    },
    failureOf: async (fixture) => {
      const deployment = await deploy(fixture, target)
      if (deployment.ok) throw new Error('it was deployed')
      return deployment.error
    },
  }
}

export const allow = (action: string | readonly string[], resource: string): object =>
  policy({ Effect: 'Allow', Action: action, Resource: resource })
