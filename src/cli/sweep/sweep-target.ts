import type { CaseResult } from '../../scenario/run.ts'
import type { SweepRecord } from '../../sweep/sweep-record.ts'
import { findPlace, intentOf, type OpenTarget, openTarget } from '../probe/open-target.ts'
import { ProgressLine } from '../progress-line.ts'
import { runOnTarget } from '../run-on-target.ts'
import { terminalStyle } from '../terminal-style.ts'
import { leaseTarget } from './account-pool.ts'
import type { SweepCase } from './sweep-cases.ts'
import { recordOf } from './sweep-result.ts'

export interface Swept {
  readonly records: readonly SweepRecord[]
  readonly leftBehind: number
  readonly interrupted: boolean
}

export interface SweepBounds {
  readonly concurrency: number
  readonly quiet: boolean
  readonly budget?: AbortSignal
  /** Where the target's refusals go. */
  readonly record?: string
  /** Whether this process stands where a connector of that place would. */
  readonly standsAt?: (place: string) => boolean
}

/** The cases of one target, or of one target of a pool. */
export async function sweepTarget(name: string, cases: readonly SweepCase[], bounds: SweepBounds): Promise<Swept> {
  const regions = new Set(cases.map((each) => each.region))
  const intents = [...regions].map((region) =>
    intentOf(
      cases.filter((each) => each.region === region).map((each) => each.planned),
      (own) => region ?? own,
    ),
  )
  const intent = {
    accounts: new Map(intents.flatMap(({ accounts }) => [...accounts])),
    regions: new Map(intents.flatMap((each) => [...each.regions])),
    resources: intents.reduce((sum, { resources }) => sum + resources, 0),
  }
  const place = findPlace(name)
  const leased = place.pool === undefined ? undefined : await leaseTarget(place.pool, place.settings)
  try {
    return await sweepCases(cases, await openTarget({ ...place, ...leased }, intent), bounds, leased?.lost)
  } finally {
    await leased?.giveBack()
  }
}

async function sweepCases(
  cases: readonly SweepCase[],
  open: OpenTarget,
  { concurrency, quiet, budget, record, standsAt }: SweepBounds,
  lost: AbortSignal | undefined,
): Promise<Swept> {
  const planned = cases.map((each) => each.planned)
  const cells = new Map(cases.map((each) => [each.planned, each]))
  const show = printer(cases.length, cells, quiet)
  const run = await runOnTarget(planned, open, {
    concurrency,
    onResult: show,
    regionOf: (each) => cells.get(each)?.region,
    ...(standsAt === undefined ? {} : { standsAt }),
    budget: AbortSignal.any([budget, lost].filter((end) => end !== undefined)),
  })
  const unrun = lost?.aborted === true ? 'the lease of its accounts was lost' : 'the budget was used up'
  const results = new Map(run.results.map((result) => [result.planned, result]))
  const records: SweepRecord[] = []
  for (const each of cases) records.push(await recordOf(each, results.get(each.planned), { run, id: open.run.id, record, unrun }))
  for (const { what, code, message } of run.leftBehind) process.stderr.write(`sallyport: left behind: ${what} (${code}: ${message})\n`)
  return { records, leftBehind: run.leftBehind.length, interrupted: run.interrupted }
}

function printer(total: number, cells: ReadonlyMap<object, SweepCase>, quiet: boolean): (result: CaseResult) => void {
  const style = terminalStyle(process.stdout)
  const progress = new ProgressLine(process.stderr)
  let done = 0
  return (result) => {
    done += 1
    if (quiet) return
    progress.clear()
    const word = result.verdict === 'passed' ? style.good('ok   ') : result.verdict === 'failed' ? style.bad('FAIL ') : style.warn('ERR  ')
    const [reason] = result.verdict === 'error' ? result.reason.split('\n') : []
    process.stdout.write(
      `${word} ${cells.get(result.planned)?.id ?? result.planned.title}${reason === undefined ? '' : `\n      ${reason}`}\n`,
    )
    if (done < total) progress.show(`${done} of ${total} cases`)
  }
}
