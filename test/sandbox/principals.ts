import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts'
import { type Clients, clientsFor, rootClients } from './clients.ts'

export interface TestStatement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: unknown
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: unknown
}

export const policy = (...Statement: readonly TestStatement[]): string => JSON.stringify({ Version: '2012-10-17', Statement })

/** A user of the account with one inline policy, as the account's root made it. */
export async function createUser(
  sandbox: Sandbox,
  account: string,
  name: string,
  statements: readonly TestStatement[],
  region?: string,
): Promise<Clients & { readonly arn: string }> {
  const { iam } = rootClients(sandbox, account)
  const { User } = await iam.send(new CreateUserCommand({ UserName: name }))
  if (statements.length > 0) await putPolicy(sandbox, account, name, statements)
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }))
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  return { ...clientsFor(sandbox.endpoint, credentials, region), arn: User?.Arn ?? '' }
}

export async function putPolicy(sandbox: Sandbox, account: string, name: string, statements: readonly TestStatement[]): Promise<void> {
  const { iam } = rootClients(sandbox, account)
  await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'inline', PolicyDocument: policy(...statements) }))
}
