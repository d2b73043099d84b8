import type { Job } from 'bullmq'
import type { SweepRecord } from '../../sweep/sweep-record.ts'
import { digestOf, type JobData, type JobResult, jobIdOf, type OpenQueue, openQueue, shownUrl, vantageOf } from './job-queue.ts'
import type { SweepCase } from './sweep-cases.ts'
import { notRun } from './sweep-result.ts'
import type { SweepBounds, Swept } from './sweep-target.ts'

export interface QueueOptions extends Pick<SweepBounds, 'quiet' | 'budget'> {
  readonly url: string
  readonly night: string
}

/** Milliseconds that a vantage may be without a worker. */
const patience = 60_000

/** The index of the last job of a look: more do not end between two. */
const newest = 999

/** A week: a night that is asked for again has what it came to already. */
const kept = { age: 7 * 86_400 } as const

/**
 * The cases of a sweep by way of a queue: each goes to the workers at the vantage that its connector calls from, and has one result whoever worked on
 * it. What has a result from before, of the same night and the same files, is not run again.
 */
export async function sweepQueue(cases: readonly SweepCase[], options: QueueOptions): Promise<Swept> {
  const stop = new AbortController()
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130)
    process.stderr.write('\nsallyport: interrupted; what no worker has begun is taken back\n')
    stop.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    const vantages = [...new Set(cases.map(vantageOf))]
    const swept = await Promise.all(
      vantages.map((vantage) =>
        sweepVantage(
          vantage,
          cases.filter((each) => vantageOf(each) === vantage),
          options,
          stop.signal,
        ),
      ),
    )
    return {
      records: swept.flatMap(({ records }) => records),
      leftBehind: swept.reduce((sum, { leftBehind }) => sum + leftBehind, 0),
      interrupted: stop.signal.aborted,
    }
  } finally {
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt)
  }
}

async function sweepVantage(vantage: string, cases: readonly SweepCase[], options: QueueOptions, stop: AbortSignal): Promise<Swept> {
  const open = await openQueue(options.url, vantage)
  try {
    const pending = new Map(cases.map((each) => [jobIdOf(options.night, each), each]))
    const found: JobResult[] = []
    const end = await collect(pending, found, { open, vantage, options, stop })
    if (end !== undefined) process.stderr.write(`sallyport: ${end}\n`)
    const rest = [...pending.values()].map((each) => notRun(each, end ?? ''))
    return {
      records: [...found.map(({ record }) => record), ...rest],
      leftBehind: found.reduce((sum, { leftBehind }) => sum + leftBehind, 0),
      interrupted: stop.aborted,
    }
  } finally {
    await open.close()
  }
}

interface Collecting {
  readonly open: OpenQueue
  readonly vantage: string
  readonly options: QueueOptions
  readonly stop: AbortSignal
}

/** Moves results from the queue to `found` until all are there; else tells why the rest of `pending` has none. */
async function collect(pending: Map<string, SweepCase>, found: JobResult[], collecting: Collecting): Promise<string | undefined> {
  const { open, vantage, options, stop } = collecting
  const gone = `the queue at ${shownUrl(options.url)} is gone: no answer`
  const lost = new Promise<'lost'>((resolve) => open.lost.addEventListener('abort', () => resolve('lost')))
  const orLost = <T>(work: Promise<T>): Promise<T | 'lost'> => Promise.race([work, lost])
  if ((await orLost(addJobs(pending, open))) === 'lost') return gone
  let served = performance.now()
  // All that there is at first, for results of before; then the latest come first.
  let last = -1
  while (pending.size > 0) {
    const jobs = await orLost(open.queue.getJobs(['completed', 'failed'], 0, last))
    if (jobs === 'lost') return gone
    last = newest
    for (const job of jobs) take(job, pending, found, options.quiet)
    if (pending.size === 0) return undefined
    const workers = await orLost(open.queue.getWorkersCount())
    if (workers === 'lost') return gone
    if (workers > 0) served = performance.now()
    const why = stop.aborted
      ? 'interrupted'
      : options.budget?.aborted === true
        ? 'the budget was used up'
        : performance.now() - served > patience
          ? `no worker at the vantage \`${vantage}\` (\`sallyport worker --vantage ${vantage}\`)`
          : undefined
    if (why !== undefined) {
      await orLost(takeBack(pending, open))
      return why
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return undefined
}

async function addJobs(pending: ReadonlyMap<string, SweepCase>, { queue }: OpenQueue): Promise<void> {
  for (const [jobId, each] of pending) {
    const data = { case: each.id, digest: digestOf(each) }
    const old = await queue.getJob(jobId)
    if (old !== undefined && ((await old.isFailed()) || old.data.digest !== data.digest)) await old.remove()
    await queue.add('case', data, { jobId, removeOnComplete: kept, removeOnFail: kept })
  }
}

/** A case that a worker has begun stays: its worker brings it to its end. */
async function takeBack(pending: ReadonlyMap<string, SweepCase>, { queue }: OpenQueue): Promise<void> {
  for (const jobId of pending.keys()) await queue.remove(jobId).catch(() => undefined)
}

function take(job: Job<JobData, JobResult>, pending: Map<string, SweepCase>, found: JobResult[], quiet: boolean): void {
  const each = job.id === undefined ? undefined : pending.get(job.id)
  if (each === undefined || job.id === undefined) return
  pending.delete(job.id)
  const result = job.failedReason === undefined ? job.returnvalue : withoutVerdict(each, job.failedReason)
  found.push(result)
  if (!quiet) process.stdout.write(`${words[result.record.verdict]} ${each.id}\n`)
}

const words: Readonly<Record<SweepRecord['verdict'], string>> = { passed: 'ok   ', failed: 'FAIL ', error: 'ERR  ', notRun: '-    ' }

const withoutVerdict = (each: SweepCase, reason: string): JobResult => ({
  record: { ...notRun(each, reason), verdict: 'error' },
  leftBehind: 0,
})
