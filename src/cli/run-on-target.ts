import { removeLeftovers } from '../deploy/clean.ts'
import { clientsOf } from '../deploy/clients.ts'
import { describeError, type LeftBehind } from '../deploy/failure.ts'
import { takeInventory } from '../deploy/inventory.ts'
import type { Placement } from '../deploy/placement.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { PlannedCase } from '../scenario/plan.ts'
import { CaseError, type CaseResult, runCases } from '../scenario/run.ts'
import type { OpenTarget } from './probe/open-target.ts'
import { type Keep, probeTarget, type TargetProbe, type TargetProbeOptions } from './probe/probe-target.ts'

export interface TargetRunOptions {
  readonly concurrency: number
  /** As in `RunOptions`. */
  readonly maxFailures?: number
  readonly retries?: number
  readonly keep?: Keep
  readonly onResult: (result: CaseResult) => void
  /** The region that a case is placed in, where it is not the fixture's own. */
  readonly regionOf?: (planned: PlannedCase) => string | undefined
  /** Whether this process stands at a place of a network that a connector calls from; nowhere unless it is given. */
  readonly standsAt?: (place: string) => boolean
  /** Begins no case after it is aborted; those under way come to their end. */
  readonly budget?: AbortSignal
}

export interface TargetRun {
  readonly results: readonly CaseResult[]
  /** How each case that has a verdict came to it. */
  readonly probes: ReadonlyMap<PlannedCase, TargetProbe>
  readonly leftBehind: readonly LeftBehind[]
  /** How many set-ups were left standing because somebody asked for that. */
  readonly kept: number
  readonly interrupted: boolean
  readonly resources: number
}

/**
 * Runs cases on a target that outlives them, and cleans up behind them by an inventory of its own. The first interrupt ends the cases that are under
 * way and cleans up; the second leaves that to `sallyport clean`.
 */
export async function runOnTarget(cases: readonly PlannedCase[], open: OpenTarget, options: TargetRunOptions): Promise<TargetRun> {
  const stop = new AbortController()
  const interrupt = interrupter(stop, open)
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  const probes = new Map<PlannedCase, TargetProbe>()
  const busy = new Set<Promise<unknown>>()
  let kept = 0
  try {
    const results = await runCases(
      cases,
      {
        probe: async (_, index, attempt = 0) => {
          const planned = cases[index]
          if (planned === undefined) throw new Error('internal error: a case that is not planned')
          // A second attempt has names of its own: a target may not have forgotten the first.
          const work = probeOne(planned, index + attempt * cases.length, open, {
            signal: stop.signal,
            region: options.regionOf?.(planned),
            standsAt: options.standsAt ?? nowhere,
            ...(options.keep === undefined ? {} : { keep: options.keep }),
            onKept: () => {
              kept += 1
            },
          })
          busy.add(work)
          const seen = await work.finally(() => busy.delete(work))
          probes.set(planned, seen)
          return seen.observations
        },
        diagnose: (setUp, observations) =>
          diagnose({ ...setUp, observations, circumstances: { now: new Date(), sourceIp: open.settings.sourceIp } }),
      },
      {
        ...options,
        timeoutMs: longest(open),
        signal: options.budget === undefined ? stop.signal : AbortSignal.any([stop.signal, options.budget]),
      },
    )
    await Promise.allSettled(busy)
    const leftBehind = kept === 0 ? await removeRest(open) : []
    if (leftBehind.length === 0 && kept === 0) open.permit.journal?.end()
    return { results, probes, leftBehind, kept, interrupted: stop.signal.aborted, resources: open.permit.resources }
  } finally {
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt)
  }
}

function interrupter(stop: AbortController, { run, permit }: OpenTarget): () => void {
  return () => {
    if (stop.signal.aborted) {
      process.stderr.write(`\nsallyport: what is left of run ${run.id} stands in ${permit.journal?.path}; \`sallyport clean\` removes it\n`)
      process.exit(130)
    }
    process.stderr.write('\nsallyport: interrupted; cleaning up (once more to leave that to `sallyport clean`)\n')
    stop.abort()
  }
}

const nowhere = (): boolean => false

/** Of a case: to deploy it, to see it settle, and to remove it. */
const longest = ({ settings: { window } }: OpenTarget): number => 300_000 + window.seconds * 4000

async function probeOne(
  planned: PlannedCase,
  unit: number,
  { settings, run, target }: OpenTarget,
  {
    region,
    onKept,
    ...options
  }: Pick<TargetProbeOptions, 'signal' | 'standsAt' | 'keep'> & { readonly region: string | undefined; readonly onKept: () => void },
): Promise<TargetProbe> {
  const { fixture } = planned.setUp
  const here = regionsOf(fixture)
  const [from] = here
  if (region !== undefined && here.length > 1)
    throw new CaseError(`the fixture stands in ${here.join(', ')}: it cannot be moved to one region`)
  const placement: Placement = {
    run: run.id,
    unit,
    accounts: new Map(Array.from(fixture.accounts.values(), ({ id, name }) => [id, settings.accounts.get(name)?.id ?? ''])),
    keys: new Set(fixture.keys.keys()),
    ...(region === undefined || from === undefined || region === from ? {} : { region: { from, to: region } }),
  }
  return probeTarget(planned, { ...options, target, placement, window: settings.window, sourceIp: settings.sourceIp }, onKept)
}

export const regionsOf = ({ buckets, keys }: Fixture): readonly string[] => [
  ...new Set([...buckets.values(), ...keys.values()].map(({ region }) => region)),
]

/** Does not believe the journal: looks in every account and region. What cannot be looked at may have something left in it. */
async function removeRest({ settings, accounts, run, target }: OpenTarget): Promise<readonly LeftBehind[]> {
  try {
    const found = await Promise.all(accounts.map((account) => takeInventory(account, settings.regions, clientsOf(target))))
    return await removeLeftovers(
      found.flat().filter((each) => each.run === run.id),
      target,
    )
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error
    const { code, message } = describeError(error)
    return [{ what: `whatever run ${run.id} may have left: the accounts cannot be looked at`, code, message }]
  }
}
