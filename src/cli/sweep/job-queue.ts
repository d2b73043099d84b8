import { createHash } from 'node:crypto'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { SweepRecord } from '../../sweep/sweep-record.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import type { SweepCase } from './sweep-cases.ts'

/** All that stands in the queue of a case: which it is, and what it must look like. No credentials: workers have their own. */
export interface JobData {
  readonly case: string
  /** Of the set-up: a worker with other files does not take it for the same. */
  readonly digest: string
}

/** What a worker gives back: as it stands in the file of a sweep, without secrets. */
export interface JobResult {
  readonly record: SweepRecord
  readonly leftBehind: number
}

export const anywhere = 'anywhere'

/** Where a case has to be probed from. */
export function vantageOf({ planned }: SweepCase): string {
  const { connection } = planned.setUp
  return 'from' in connection && typeof connection.from === 'string' ? connection.from : anywhere
}

/** The set-up of a case without the places of its texts. */
export function digestOf({ planned: { setUp, injected, expected }, target, region }: SweepCase): string {
  const plain = (key: string, value: unknown): unknown => {
    if (/^at$|At$|^file$/.test(key)) return undefined
    if (typeof value === 'bigint') return String(value)
    return value instanceof Map || value instanceof Set ? [...value] : value
  }
  const text = JSON.stringify([setUp.fixture, setUp.connection, injected, expected, target, region], plain)
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** The same for the same case of the same night: a case is in the queue once. */
export const jobIdOf = (night: string, { id }: SweepCase): string =>
  createHash('sha256').update(`${night}\n${id}`).digest('hex').slice(0, 32)

/** The queue of a vantage, and how it is known that its server is there. */
export interface OpenQueue {
  readonly queue: Queue<JobData, JobResult>
  readonly redis: Redis
  /** Aborted when the server has not answered for a while. */
  readonly lost: AbortSignal
  readonly close: () => Promise<void>
}

export const queueOptions = { prefix: 'sallyport' } as const

/** Without the password that an address may have. */
export function shownUrl(url: string): string {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}`
  } catch {
    return 'the given address'
  }
}

/** The clients are large, and few need them: they are loaded here, where they are used. */
export async function loadBullmq(): Promise<typeof import('bullmq') & Pick<typeof import('ioredis'), 'Redis'>> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
    return { ...bullmq, Redis }
  } catch {
    throw new CommandFailure(exitCode.target, 'a queue needs its clients', 'install them: `npm install bullmq ioredis`')
  }
}

export async function openQueue(url: string, vantage: string): Promise<OpenQueue> {
  if (!/^rediss?:\/\//.test(url)) throw new CommandFailure(exitCode.input, 'a queue is at `redis://HOST:PORT`, or `rediss://` with TLS')
  const { Queue, Redis } = await loadBullmq()
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy: (times) => Math.min(times * 100, 1000) })
  // Why it is not there is told once, by `lost`.
  redis.on('error', () => undefined)
  const first = await Promise.race([redis.connect().catch(said), after(firstSilence)])
  if (first !== undefined) {
    redis.disconnect()
    throw new CommandFailure(exitCode.target, `the queue at ${shownUrl(url)} cannot be reached: ${first}`)
  }
  const queue = new Queue<JobData, JobResult>(vantage, { connection: redis, ...queueOptions })
  queue.on('error', () => undefined)
  const watch = watchOver(redis)
  const close = async (): Promise<void> => {
    watch.stop()
    await Promise.race([queue.close().catch(said), after(1000)])
    redis.disconnect()
  }
  return { queue, redis, lost: watch.lost, close }
}

/** Milliseconds until a server that does not answer counts as gone: at the start, and later. */
const firstSilence = 5000
const laterSilence = 6000

const after = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('no answer'), ms).unref())

/** What an error says without the text of a command: commands have data in them. */
const said = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'no answer')

function watchOver(redis: Redis): { readonly lost: AbortSignal; readonly stop: () => void } {
  const lost = new AbortController()
  let heard = performance.now()
  const timer = setInterval(() => {
    if (performance.now() - heard > laterSilence) lost.abort()
    void redis.ping().then(
      () => {
        heard = performance.now()
      },
      () => undefined,
    )
  }, 1000)
  return { lost: lost.signal, stop: () => clearInterval(timer) }
}
