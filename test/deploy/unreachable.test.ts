import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { deploy } from '../../src/deploy/deploy.ts'
import type { Target } from '../../src/deploy/target.ts'
import { fixtureOf } from './fixture.ts'

const fixture = fixtureOf('description: d\naccounts: { customer: "111122223333" }\nusers: { loader: { account: customer } }\n', {})

function targetAt(port: number, accounts: readonly string[] = ['111122223333']): Target {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' }
  return {
    kind: 'embedded',
    endpoint: `http://127.0.0.1:${port}`,
    accounts: new Map(accounts.map((id) => [id, credentials])),
    timeoutMs: 300,
  }
}

/** A port where `serve` decides what becomes of a connection, for as long as `use` runs. */
async function withPort<T>(serve: 'nobody' | 'silence', use: (port: number) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  if (serve === 'nobody') await close()
  try {
    return await use(typeof address === 'object' && address !== null ? address.port : 0)
  } finally {
    for (const socket of sockets) socket.destroy()
    if (serve === 'silence') await close()
  }
}

async function refusalOf(target: Target) {
  const deployed = await deploy(fixture, target)
  if (deployed.ok) throw new Error('it was deployed')
  return deployed.error
}

describe('a target that cannot be used is a value, not an exception', () => {
  it('when nobody listens', async () => {
    const failure = await withPort('nobody', (port) => refusalOf(targetAt(port)))
    expect(failure).toMatchObject({
      kind: 'deploy-failure',
      refusals: [{ kind: 'no-answer', operation: 'sts:GetCallerIdentity', subject: 'account customer', code: 'ECONNREFUSED' }],
      leftBehind: [],
    })
  })

  it('when it never answers', async () => {
    const failure = await withPort('silence', (port) => refusalOf(targetAt(port)))
    expect(failure.refusals).toMatchObject([{ kind: 'no-answer', operation: 'sts:GetCallerIdentity', code: 'Timeout' }])
  })

  it('when it has no credentials for an account of the fixture', async () => {
    const failure = await refusalOf(targetAt(1, ['999900001111']))
    expect(failure.refusals).toMatchObject([
      { kind: 'account', code: 'UnknownAccount', at: { file: 'set/fixture.yaml', start: { line: 2 } } },
    ])
  })
})
