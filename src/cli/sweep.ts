import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeDrift } from '../sweep/drift.ts'
import { durationsOf, formatNight, parseHistory } from '../sweep/history.ts'
import { chooseShard, parseShard, type Shard } from '../sweep/shard.ts'
import { formatSweepFile, type SweepHead, type SweepRecord } from '../sweep/sweep-record.ts'
import { type ExitCode, exitCode, worst } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { loadSweep, type SweepCase } from './sweep/sweep-cases.ts'
import { sweepDrift } from './sweep/sweep-drift.ts'
import { notRun } from './sweep/sweep-result.ts'
import { type SweepBounds, type Swept, sweepTarget } from './sweep/sweep-target.ts'
import { appendBeside, writeBeside } from './sweep/write-beside.ts'

export interface SweepOptions {
  readonly plan?: boolean
  readonly json?: boolean
  readonly shard?: string
  /** Milliseconds. */
  readonly budget?: number
  /** Of the night; shards of one sweep have the same. */
  readonly name?: string
  readonly out?: string
  readonly history: string
  readonly record?: string
  /** The address of a Redis from which workers take the cases. */
  readonly queue?: string
}

/** `sallyport sweep`: fixtures, faults, regions and targets, each with each, in accounts that outlive it. */
export async function sweep(file: string, options: SweepOptions): Promise<ExitCode> {
  const { matrix, cases, drifts } = await loadSweep(file)
  const shard = shardOf(options.shard)
  const known = existsSync(options.history) ? durationsOf(parseHistory(readFileSync(options.history, 'utf8'))) : new Map<string, number>()
  const planned = [...drifts, ...cases].map(({ id }) => id)
  const chosen = new Set(chooseShard(planned, known, shard))
  const mine = cases.filter(({ id }) => chosen.has(id))
  const compared = drifts.filter(({ id }) => chosen.has(id))
  if (options.plan === true) return (await import('./sweep/plan-sweep.ts')).planSweep(mine, compared, options.json === true)
  const begun = new Date()
  const head: Omit<SweepHead, 'leftBehind'> = {
    sweep: 1,
    name: options.name ?? begun.toISOString().slice(0, 10),
    begun: begun.toISOString(),
    shard,
    planned,
  }
  // First: it only reads, and nothing is lost when somebody stops it.
  const drifted = await sweepDrift(compared, options.json === true)
  const budget = options.budget === undefined ? {} : { budget: AbortSignal.timeout(options.budget) }
  const bounds = { concurrency: matrix.concurrency, quiet: options.json === true, ...budget, ...recordOption(options) }
  const probed =
    options.queue === undefined
      ? await sweepTargets(mine, bounds)
      : await (await import('./sweep/sweep-queue.ts')).sweepQueue(mine, { ...bounds, url: options.queue, night: head.name })
  const swept = { ...probed, records: [...drifted, ...probed.records] }
  const out = options.out ?? join('.sallyport', 'sweeps', `${head.name}-${shard.index}of${shard.of}.ndjson`)
  writeBeside(out, formatSweepFile({ head: { ...head, leftBehind: swept.leftBehind }, records: swept.records }))
  if (shard.of === 1) appendBeside(options.history, formatNight(head, swept.records))
  process.stdout.write(options.json === true ? `${JSON.stringify({ version: 1, ...head, ...swept }, undefined, 2)}\n` : summary(swept, out))
  return swept.interrupted ? exitCode.interrupted : codeOf(swept.records, swept.leftBehind)
}

function recordOption({ record, queue }: SweepOptions): { readonly record?: string } {
  if (record === undefined) return {}
  if (queue === undefined) return { record }
  throw new CommandFailure(exitCode.input, '`--record` does not go with `--queue`: the answers are where the workers are')
}

function shardOf(text: string | undefined): Shard {
  if (text === undefined) return { index: 1, of: 1 }
  const shard = parseShard(text)
  if (shard === undefined) throw new CommandFailure(exitCode.input, `\`${text}\` is no shard`, 'the second of four is `2/4`')
  return shard
}

/** One target after the other: the ceilings of each are its own. */
async function sweepTargets(cases: readonly SweepCase[], bounds: SweepBounds): Promise<Swept> {
  const records: SweepRecord[] = []
  let leftBehind = 0
  let interrupted = false
  const names = new Set(cases.map(({ target }) => target))
  for (const name of names) {
    const own = cases.filter(({ target }) => target === name)
    if (interrupted) records.push(...own.map((each) => notRun(each, 'interrupted')))
    else {
      const swept = await sweepTarget(name, own, bounds).catch((error: unknown) => {
        // What came of the other targets is not lost.
        if (names.size > 1 && error instanceof CommandFailure && error.code === exitCode.target) return unusable(own, error)
        throw error
      })
      records.push(...swept.records)
      leftBehind += swept.leftBehind
      interrupted = swept.interrupted
    }
  }
  return { records, leftBehind, interrupted }
}

function summary({ records, leftBehind }: Swept, out: string): string {
  const count = (verdict: SweepRecord['verdict']): number => records.filter((record) => record.verdict === verdict).length
  const drifting = records.filter(({ drift }) => drift.length > 0)
  const kinds = [...new Set(drifting.flatMap(({ drift }) => drift.map(describeDrift)))]
  return [
    ...(kinds.length === 0 ? [] : ['', `drift from the embedded sandbox in ${drifting.length} cases`, ...kinds.map((text) => `  ${text}`)]),
    '',
    `${records.length} cases: ${count('passed')} as expected, ${count('failed')} not, ${count('error')} without a verdict, ${count('notRun')} not run; ${leftBehind} things left behind`,
    `written to ${out}`,
    '',
  ].join('\n')
}

export function codeOf(records: readonly SweepRecord[], leftBehind: number): ExitCode {
  const some = (...verdicts: readonly SweepRecord['verdict'][]): boolean => records.some(({ verdict }) => verdicts.includes(verdict))
  return worst([some('failed') ? exitCode.failed : exitCode.ok, some('error', 'notRun') || leftBehind > 0 ? exitCode.target : exitCode.ok])
}

function unusable(cases: readonly SweepCase[], { message }: CommandFailure): Swept {
  process.stderr.write(`sallyport: ${message}\n`)
  return { records: cases.map((each) => notRun(each, message)), leftBehind: 0, interrupted: false }
}
