import type { ServiceName } from '../operation.ts'
import { Random } from '../random.ts'
import type { Stores } from '../stores.ts'
import { copyIam } from './copy-iam.ts'
import type { HostileOptions } from './hostile-options.ts'
import { SettingsHistory } from './settings-history.ts'

/** What becomes of one request. */
export interface Fate {
  readonly kind: 'answered' | 'throttled' | 'failed' | 'reset' | 'lostAnswer'
  /** Milliseconds before it. */
  readonly waits: number
}

const unharmed: Fate = { kind: 'answered', waits: 0 }

/** IAM as it was before a change, which is seen until the change takes effect. */
interface Past {
  readonly until: number
  readonly iam: Stores['iam']
}

/** The bad day of a sandbox: what happens to each request, by the seed and the number of the request. */
export class Hostility {
  options: HostileOptions = {}
  #random = new Random('')
  #past: readonly Past[] = []
  #settings = new SettingsHistory()

  set(options: HostileOptions): void {
    this.options = options
    this.#random = new Random(options.seed ?? '')
    this.#past = []
    this.#settings = new SettingsHistory()
  }

  /** One draw decides the fate and one the waiting, whether both are needed or not, so that switching one on moves no other. */
  next(service: ServiceName | undefined): Fate {
    const { services, throttlePercent = 0, errorPercent = 0, resetPercent = 0, lostAnswerPercent = 0, latencyMs = 0 } = this.options
    if (service === undefined || services?.includes(service) === false) return unharmed
    if (throttlePercent + errorPercent + resetPercent + lostAnswerPercent + latencyMs === 0) return unharmed
    const [roll, wait] = [this.#fraction() * 100, this.#fraction()]
    const waits = Math.floor(wait * (latencyMs + 1))
    const fates = [
      ['throttled', throttlePercent],
      ['failed', errorPercent],
      ['reset', resetPercent],
      ['lostAnswer', lostAnswerPercent],
    ] as const
    let bound = 0
    for (const [kind, percent] of fates) {
      bound += percent
      if (roll < bound) return { kind, waits }
    }
    return { kind: 'answered', waits }
  }

  #fraction(): number {
    return this.#random.bytes(4).readUInt32BE() / 2 ** 32
  }

  /** The state as this request sees it: with IAM, and what of S3 decides, as they were before the changes that have not taken effect yet. */
  seenBy(service: ServiceName, stores: Stores, now: Date): Stores {
    const { iamDelayMs = 0, s3PolicyDelayMs = 0 } = this.options
    if (iamDelayMs === 0 && s3PolicyDelayMs === 0) return stores
    const iam = iamDelayMs === 0 ? undefined : this.#pastIam(service, stores, now.getTime(), iamDelayMs)
    const s3 = s3PolicyDelayMs === 0 ? undefined : this.#settings.before(stores.s3, now.getTime(), s3PolicyDelayMs)
    return iam === undefined && s3 === undefined ? stores : stores.seeing({ iam, s3: s3 && stores.s3.seeing(s3) })
  }

  #pastIam(service: ServiceName, { iam }: Stores, now: number, delay: number): Stores['iam'] | undefined {
    this.#past = this.#past.filter(({ until }) => until > now)
    const [oldest] = this.#past
    if (service === 'iam') this.#past = [...this.#past, { until: now + delay, iam: copyIam(iam) }]
    return oldest?.iam
  }
}
