import type { Job } from 'bullmq'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { digestOf, type JobData, type JobResult, loadBullmq, openQueue, queueOptions, shownUrl } from './sweep/job-queue.ts'
import { loadSweep, type SweepCase } from './sweep/sweep-cases.ts'
import { sweepTarget } from './sweep/sweep-target.ts'

export interface WorkerOptions {
  readonly queue: string
  readonly vantage: string
}

/** Milliseconds. A worker that is silent for so long is dead, and another has its case; who is alive says so twice as often. */
const lockDuration = 10_000

/**
 * `sallyport worker`: takes cases of sweeps from a queue and probes them from where it stands. It deploys, looks and cleans up with its own settings
 * and credentials; the queue has none.
 */
export async function worker(file: string, { queue: url, vantage }: WorkerOptions): Promise<ExitCode> {
  const { cases } = await loadSweep(file)
  const known = new Map(cases.map((each) => [each.id, each]))
  const { Worker, DelayedError, UnrecoverableError } = await loadBullmq()
  const open = await openQueue(url, vantage)
  let busy = 0
  const standsAt = (place: string): boolean => place === vantage
  const work = async (job: Job<JobData, JobResult>, token?: string): Promise<JobResult> => {
    const each = known.get(job.data.case)
    const refused = refuse(each, job.data)
    if (each === undefined || refused !== undefined) throw new UnrecoverableError(refused)
    busy += 1
    const swept = await sweepTarget(each.target, [each], { concurrency: 1, quiet: false, standsAt })
      .catch((error: unknown) => {
        throw error instanceof CommandFailure ? new UnrecoverableError(error.message) : error
      })
      .finally(() => {
        busy -= 1
      })
    const [record] = swept.records
    if (!swept.interrupted && record !== undefined) return { record, leftBehind: swept.leftBehind }
    await job.moveToDelayed(Date.now(), token)
    throw new DelayedError()
  }
  const takes = new Worker<JobData, JobResult>(vantage, work, {
    connection: open.redis,
    ...queueOptions,
    lockDuration,
    stalledInterval: lockDuration / 2,
    // A case that has cost three workers their lives has no verdict.
    maxStalledCount: 2,
  })
  takes.on('error', () => undefined)
  process.stdout.write(`waiting for cases at the vantage \`${vantage}\` of ${shownUrl(url)}\n`)
  const end = await untilEnd(open.lost)
  if (end === 'lost') {
    process.stderr.write(`sallyport: the queue at ${shownUrl(url)} is gone: no answer\n`)
    // The case under way is brought to its end; its result has nowhere to go.
    while (busy > 0) await new Promise((resolve) => setTimeout(resolve, 200))
    process.exit(exitCode.target)
  }
  await takes.close()
  await open.close()
  return exitCode.interrupted
}

function refuse(each: SweepCase | undefined, { digest }: JobData): string | undefined {
  if (each === undefined) return 'the sweep of the worker has no such case: it has other files'
  return digestOf(each) === digest ? undefined : 'the files of the worker are not those of the sweep'
}

/** Ctrl-C, or the loss of the queue. */
function untilEnd(lost: AbortSignal): Promise<'signal' | 'lost'> {
  return new Promise((resolve) => {
    const signalled = (): void => {
      process.removeListener('SIGINT', signalled).removeListener('SIGTERM', signalled)
      resolve('signal')
    }
    process.on('SIGINT', signalled).on('SIGTERM', signalled)
    lost.addEventListener('abort', () => {
      process.removeListener('SIGINT', signalled).removeListener('SIGTERM', signalled)
      resolve('lost')
    })
  })
}
