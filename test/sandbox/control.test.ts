import { describe, expect, it } from 'vitest'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, clientsFor, rootClients } from './clients.ts'
import { rawRequest } from './raw-request.ts'

const accounts = [{ id: accountId('111122223333') }]

describe('the control endpoint', () => {
  it('says what is there, without secrets', async () => {
    await using sandbox = await startSandbox({ accounts })
    await rootClients(sandbox, '111122223333').iam.createUser({ UserName: 'ana' })
    const status = await (await fetch(`${sandbox.controlUrl}/status`)).text()
    expect(JSON.parse(status)).toMatchObject({
      endpoint: sandbox.endpoint,
      profile: 'current',
      accounts: [{ id: '111122223333', users: 1 }],
    })
    for (const { secretAccessKey } of sandbox.access()) expect(status).not.toContain(secretAccessKey)
  })

  it('puts everything back to how it started, with the same keys', async () => {
    let told = 0
    await using sandbox = await startSandbox({
      accounts,
      onReset: async () => {
        told += 1
      },
    })
    const { iam, s3 } = rootClients(sandbox, '111122223333')
    const before = await iam.createUser({ UserName: 'ana' })
    await s3.createBucket({ Bucket: 'gone' })
    const answer = await fetch(`${sandbox.controlUrl}/reset`, { method: 'POST' })
    expect([answer.status, told]).toEqual([200, 1])
    const after = await iam.createUser({ UserName: 'ana' })
    expect((await s3.listBuckets()).Buckets).toEqual([])
    expect(after.User?.UserId).toBe(before.User?.UserId)
  })

  it('gives the keys that can be signed with', async () => {
    await using sandbox = await startSandbox({ accounts })
    const { iam } = rootClients(sandbox, '111122223333')
    await iam.createUser({ UserName: 'ana' })
    await iam.createAccessKey({ UserName: 'ana' })
    const access = JSON.parse(await (await fetch(`${sandbox.controlUrl}/access`)).text())
    expect(access).toMatchObject([{ account: '111122223333' }, { account: '111122223333', user: 'ana' }])
    const { Arn } = await clientsFor(sandbox.endpoint, access[1]).sts.getCallerIdentity()
    expect(Arn).toBe('arn:aws:iam::111122223333:user/ana')
  })

  it('answers nobody without its secret', async () => {
    await using sandbox = await startSandbox({ accounts })
    for (const path of ['/_sallyport/', '/_sallyport/status', '/_sallyport/0000/reset', `${new URL(sandbox.controlUrl).pathname}0/reset`]) {
      const { status, body } = await rawRequest(sandbox.endpoint, path, { method: 'POST' })
      expect({ path, status }).toEqual({ path, status: 403 })
      expect(body).not.toContain('routes')
    }
    const unknown = await fetch(`${sandbox.controlUrl}/no-such`)
    expect(unknown.status).toBe(404)
  })
})
