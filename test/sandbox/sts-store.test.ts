import { expect, it } from 'vitest'
import { StsStore } from '../../src/sandbox/sts/store.ts'
import { accountId } from './clients.ts'

it('an expired session is known for a day, and then forgotten', () => {
  const store = new StsStore()
  const account = accountId('111122223333')
  const add = (index: number, hour: number): void => {
    const issuedAt = new Date(hour * 3_600_000)
    store.add({
      accessKeyId: `ASIA${index}`,
      secretAccessKey: 'secret',
      token: `token-${index}`,
      account,
      principal: { type: 'root', arn: `arn:aws:iam::${account}:root`, account },
      userId: account,
      issuer: { type: 'root' },
      issuedAt,
      expiration: new Date(issuedAt.getTime() + 3_600_000),
      tags: new Map(),
      transitiveTagKeys: new Set(),
    })
  }
  for (let index = 0; index < 1024; index += 1) add(index, 0)
  add(1024, 25)
  expect([store.sessions.size, store.isToken('token-0')]).toEqual([1025, true])
  for (let index = 1025; index < 2048; index += 1) add(index, 26)
  add(2048, 26)
  expect([store.sessions.size, store.isToken('token-0'), store.isToken('token-1024')]).toEqual([1025, false, true])
})
