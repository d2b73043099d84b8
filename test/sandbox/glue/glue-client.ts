import { Glue } from '@aws-sdk/client-glue'
import type { Sandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type SdkCredentials } from '../clients.ts'

/** Glue as whoever owns these credentials; one attempt, so that an answer is the first answer. */
export const glueFor = ({ endpoint }: Sandbox, credentials: SdkCredentials, region = 'us-east-1'): Glue =>
  new Glue({ endpoint, region, credentials, maxAttempts: 1 })

/** Glue as an account's root user. */
export function rootGlue(sandbox: Sandbox, account: string, region?: string): Glue {
  const created = sandbox.accounts.get(accountId(account))
  if (created === undefined) throw new Error(`the sandbox has no account ${account}`)
  return glueFor(sandbox, created.rootCredentials, region)
}
