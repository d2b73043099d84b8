import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, rootClients } from './clients.ts'

const account = '111122223333'
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'sts', accounts: [{ id: accountId(account) }] })
})
afterAll(() => sandbox.close())

it('tells the root user who it is', async () => {
  const answer = await rootClients(sandbox, account).sts.send(new GetCallerIdentityCommand({}))
  expect(answer).toMatchObject({ Account: account, UserId: account, Arn: `arn:aws:iam::${account}:root` })
})
