import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { DigestThreads } from '../../src/sandbox/disk/digest-threads.ts'

const large = 64 * 1024 * 1024

it('another thread comes to the same digest, and is begun where it pays and a processor is left', async () => {
  const threads = new DigestThreads(2)
  expect([threads.begin(undefined), threads.begin(large - 1), new DigestThreads(1).begin(large)]).toEqual([undefined, undefined, undefined])
  const thread = threads.begin(large)
  expect([thread === undefined, threads.begin(large)]).toEqual([false, undefined])
  const hash = createHash('md5')
  for (const length of [1, 1_500_000, 0, 3_000_000, 17]) {
    const chunk = Buffer.alloc(length, String(length))
    hash.update(chunk)
    await thread?.update(chunk)
  }
  expect(await thread?.hex()).toBe(hash.digest('hex'))
  await thread?.end()
  expect(threads.begin(large)).toBeDefined()
  await threads.close()
})

it('whoever waits for a thread that has ended is told so', async () => {
  const thread = new DigestThreads(2).begin(large)
  const digest = thread?.hex()
  await Promise.all([expect(digest).rejects.toThrow('the thread of a digest has ended'), thread?.end()])
})
