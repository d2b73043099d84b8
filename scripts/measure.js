// What the benches share.
import { performance } from 'node:perf_hooks'

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Milliseconds, the median of so many runs. */
export async function timeOf(work, runs) {
  const times = []
  for (let run = 0; run < runs; run += 1) {
    const since = performance.now()
    await work()
    times.push(performance.now() - since)
  }
  return median(times)
}
