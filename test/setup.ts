import * as fc from 'fast-check'

/**
 * Seeds fast-check. `FC_SEED=…` replays a run; in CI a run without a seed is refused, so that every failure can be replayed from its log.
 * `FC_RUNS=…` scales the number of runs.
 */
const seed = process.env.FC_SEED === undefined ? undefined : Number(process.env.FC_SEED)
if (process.env.CI !== undefined && (seed === undefined || Number.isNaN(seed))) {
  throw new Error('CI must draw a seed and print it: FC_SEED=$RANDOM npm test')
}
const runs = process.env.FC_RUNS === undefined ? undefined : Number(process.env.FC_RUNS)
fc.configureGlobal({ ...(seed === undefined ? {} : { seed }), ...(runs === undefined ? {} : { numRuns: runs }) })
