import { decidingSettings } from '../s3/deciding-settings.ts'
import type { PastSettings, S3Store } from '../s3/store.ts'

interface Moment {
  /** When what came after it takes effect. */
  readonly until: number
  readonly settings: PastSettings
}

/** What of S3 decided before each change that has not taken effect yet. */
export class SettingsHistory {
  #moments: readonly Moment[] = []

  /** Remembers how it is before this request, and answers how it was before the changes of the last `delay` milliseconds. */
  before(s3: S3Store, now: number, delay: number): PastSettings | undefined {
    const still = this.#moments.filter(({ until }) => until > now)
    const settings = new Map([...s3.buckets.values()].map((bucket) => [bucket, decidingSettings(bucket, s3.publicAccessBlocks)]))
    const last = still.at(-1)
    const unchanged = last !== undefined && areEqual(last.settings, settings)
    this.#moments = [...(unchanged ? still.slice(0, -1) : still), { until: now + delay, settings: unchanged ? last.settings : settings }]
    // Of each bucket the oldest counts: a new one is not in those before it was there.
    return still.length === 0 ? undefined : new Map(still.toReversed().flatMap((moment) => [...moment.settings]))
  }
}

function areEqual(left: PastSettings, right: PastSettings): boolean {
  if (left.size !== right.size) return false
  for (const [bucket, { policy, publicAccessBlock }] of right) {
    const other = left.get(bucket)
    if (other?.policy !== policy || JSON.stringify(other?.publicAccessBlock) !== JSON.stringify(publicAccessBlock)) return false
  }
  return true
}
