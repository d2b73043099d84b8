import { CreateAccessKeyCommand, CreateUserCommand, IAMServiceException, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from '../clients.ts'

export const vendor = '444455556666'
export const customer = '111122223333'

/** What a call was refused with. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly status: number | undefined
}

/** Waits for a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call
  } catch (error) {
    if (error instanceof IAMServiceException) {
      const code = error.name.replace(/Exception$/, '')
      return { code, message: error.message, status: error.$metadata.httpStatusCode }
    }
    throw error
  }
  throw new Error('the call was not refused')
}

export const document = (...statements: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })

export const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*', Condition?: object): string =>
  document({ Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) })

export const trust = (Principal: object | string, Condition?: object): string =>
  document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition === undefined ? {} : { Condition }) })

/** A sandbox with two accounts for the tests of one file. */
export function useSandbox(seed: string) {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ seed, accounts: [{ id: accountId(vendor) }, { id: accountId(customer) }] })
  })
  afterAll(() => sandbox.close())
  return {
    endpoint: () => sandbox.endpoint,
    root: (account = customer): Clients => rootClients(sandbox, account),
    rootKeys: (account = customer) => {
      const created = sandbox.accounts.get(accountId(account))
      if (created === undefined) throw new Error(`the sandbox has no account ${account}`)
      const { accessKeyId, secretAccessKey } = created.rootCredentials
      return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
    },
    /** Clients of a new user of the customer, with one inline policy. */
    user: async (UserName: string, policy: string, more: { readonly PermissionsBoundary?: string } = {}): Promise<Clients> => {
      const { iam } = rootClients(sandbox, customer)
      await iam.send(new CreateUserCommand({ UserName, ...more }))
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: policy }))
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
      return clientsFor(sandbox.endpoint, {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      })
    },
  }
}
