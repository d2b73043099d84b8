import { IAM } from '@aws-sdk/client-iam'
import { KMS } from '@aws-sdk/client-kms'
import { S3 } from '@aws-sdk/client-s3'
import { STS } from '@aws-sdk/client-sts'
import { type AccountId, parseAccountId } from '../../src/policy/account-id.ts'
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts'

export interface SdkCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const accountId = (text: string): AccountId => {
  const parsed = parseAccountId(text)
  if (!parsed.ok) throw new Error(`no account id: ${text}`)
  return parsed.value
}

/**
 * Real SDK clients that sign as whoever owns these credentials; one attempt, so that an answer is the first answer.
 * `systemClockOffset` is how many milliseconds their clock is fast.
 */
export function clientsFor(endpoint: string, credentials: SdkCredentials, region = 'us-east-1', systemClockOffset = 0) {
  const config = { endpoint, region, credentials, systemClockOffset, maxAttempts: 1 }
  return {
    iam: new IAM(config),
    sts: new STS(config),
    s3: new S3({ ...config, forcePathStyle: true }),
    kms: new KMS(config),
  }
}

export type Clients = ReturnType<typeof clientsFor>

/** Clients of an account's root user. */
export function rootClients(sandbox: Sandbox, account: string, region?: string): Clients {
  const created = sandbox.accounts.get(accountId(account))
  if (created === undefined) throw new Error(`the sandbox has no account ${account}`)
  return clientsFor(sandbox.endpoint, created.rootCredentials, region)
}
