import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

export interface RedisServer {
  readonly url: string
  readonly child: ChildProcess
  /** Every text in it: keys, fields and values. */
  readonly texts: () => Promise<readonly string[]>
}

/** Redis from the distribution, in memory, on loopback. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  const url = `redis://127.0.0.1:${port}`
  const redis = new Redis(url, { retryStrategy: (times) => (times > 100 ? null : 50) })
  redis.on('error', () => undefined)
  await redis.ping()
  return { url, child, texts: async () => [...(await textsIn(redis)), redis.disconnect() ?? ''] }
}

async function textsIn(redis: Redis): Promise<readonly string[]> {
  const all: string[] = []
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key)
    all.push(key)
    if (type === 'hash') all.push(JSON.stringify(await redis.hgetall(key)))
    if (type === 'string') all.push((await redis.get(key)) ?? '')
    if (type === 'list') all.push(...(await redis.lrange(key, 0, -1)))
    if (type === 'zset') all.push(...(await redis.zrange(key, 0, -1)))
    if (type === 'stream') all.push(JSON.stringify(await redis.xrange(key, '-', '+')))
  }
  return all
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
