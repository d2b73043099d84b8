import { EC2 } from '@aws-sdk/client-ec2'
import type { Sandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, clientsFor, type SdkCredentials } from '../clients.ts'

export const ec2With = (sandbox: Sandbox, credentials: SdkCredentials, region = 'us-east-1'): EC2 =>
  new EC2({ endpoint: sandbox.endpoint, region, credentials, maxAttempts: 1 })

/** As the root user of an account. */
export function rootEc2(sandbox: Sandbox, account: string, region?: string): EC2 {
  const found = sandbox.accounts.get(accountId(account))
  if (found === undefined) throw new Error(`the sandbox has no account ${account}`)
  return ec2With(sandbox, found.rootCredentials, region)
}

/** A user whose only policy has these statements. */
export const userEc2 = (sandbox: Sandbox, account: string, name: string, ...statements: object[]): Promise<EC2> =>
  userEc2In(sandbox, account, 'us-east-1', name, ...statements)

export async function userEc2In(sandbox: Sandbox, account: string, region: string, name: string, ...Statement: object[]): Promise<EC2> {
  const root = sandbox.accounts.get(accountId(account))
  if (root === undefined) throw new Error(`the sandbox has no account ${account}`)
  const { iam } = clientsFor(sandbox.endpoint, root.rootCredentials)
  await iam.createUser({ UserName: name })
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: Statement.map((each) => ({ Effect: 'Allow', ...each })) })
  if (Statement.length > 0) await iam.putUserPolicy({ UserName: name, PolicyName: 'inline', PolicyDocument })
  const { AccessKey } = await iam.createAccessKey({ UserName: name })
  return ec2With(sandbox, { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }, region)
}

/** Code and message of a refusal. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'accepted'
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return `${error.name}: ${error.message}`
  }
}
