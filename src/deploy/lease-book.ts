import { clientsOf } from './clients.ts'
import { describeError } from './failure.ts'
import type { Target } from './target.ts'

/** Where leases are written down: one object for each account, in a bucket that outlives every run. */
export interface LeaseBucket {
  readonly account: string
  readonly region: string
  readonly bucket: string
}

/** What an object of the book says: who has the account, or nobody. */
interface Entry {
  readonly etag: string
  /** Absent where it was given back. */
  readonly holder?: string
  /** Milliseconds that the holder may be silent. */
  readonly termMs: number
}

interface Watched {
  readonly etag: string
  readonly since: number
}

export interface LeaseTerms {
  /** Different in each process. */
  readonly holder: string
  readonly termMs: number
  /** Milliseconds of a clock that only goes on. */
  readonly now: () => number
}

/** What begins the key of every lease. */
export const leasePrefix = 'leases/'

/**
 * Leases of accounts, so that no two processes have one account, without a server for it. An entry changes only by a conditional write: whoever comes
 * second is refused by S3. A lease that its holder has not renewed for its whole term, *while this process looked*, is taken over; so the clocks of two
 * machines need not agree.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class LeaseBook {
  private readonly target: Target
  private readonly place: LeaseBucket
  private readonly terms: LeaseTerms
  private readonly watched = new Map<string, Watched>()
  private count = 0

  /** `target` has a permit whose fence lets the bucket's leases through. */
  constructor(target: Target, place: LeaseBucket, terms: LeaseTerms) {
    this.target = target
    this.place = place
    this.terms = terms
  }

  /** All of the accounts, or none: undefined where somebody has one of them. In one order everywhere, so that two never wait for each other. */
  async take(accounts: readonly string[]): Promise<Lease | undefined> {
    const etags = new Map<string, string>()
    const begun = this.terms.now()
    for (const account of accounts.toSorted()) {
      const etag = await this.takeOne(account)
      if (etag === undefined) {
        await this.giveBack(etags)
        return undefined
      }
      etags.set(account, etag)
    }
    return new Lease(this, etags, begun)
  }

  private async takeOne(account: string): Promise<string | undefined> {
    const entry = await this.read(account)
    if (entry === undefined) return this.write(account, { IfNoneMatch: '*' })
    return entry.holder === undefined || this.isSilent(account, entry) ? this.write(account, { IfMatch: entry.etag }) : undefined
  }

  private isSilent(account: string, { etag, termMs }: Entry): boolean {
    const now = this.terms.now()
    const seen = this.watched.get(account)
    if (seen?.etag !== etag) this.watched.set(account, { etag, since: now })
    return seen?.etag === etag && now - seen.since > termMs
  }

  /** Undefined where somebody else has the account by now. */
  renew(account: string, etag: string): Promise<string | undefined> {
    return this.write(account, { IfMatch: etag })
  }

  async giveBack(etags: ReadonlyMap<string, string>): Promise<void> {
    for (const [account, etag] of etags) await this.put(account, JSON.stringify({ lease: 1 }), { IfMatch: etag })
  }

  /** The text is another each time, so its ETag is too. */
  private write(account: string, condition: Condition): Promise<string | undefined> {
    const { holder, termMs } = this.terms
    this.count += 1
    return this.put(account, JSON.stringify({ lease: 1, holder, termMs, count: this.count }), condition)
  }

  private async put(account: string, Body: string, condition: Condition): Promise<string | undefined> {
    const s3 = await this.s3()
    const input = { Bucket: this.place.bucket, Key: keyOf(account), Body, ContentType: 'application/json', ...condition }
    try {
      return (await s3.putObject(input, clientsOf(this.target).options)).ETag
    } catch (error) {
      if (!isRefusedCondition(error)) throw error
      // The answer to an attempt that was made may have been lost; then the entry has these very words.
      const found = await this.text(account)
      return found?.body === Body ? found.etag : undefined
    }
  }

  private async read(account: string): Promise<Entry | undefined> {
    const found = await this.text(account)
    return found === undefined ? undefined : { etag: found.etag, ...parseEntry(found.body) }
  }

  private async text(account: string): Promise<{ readonly body: string; readonly etag: string } | undefined> {
    const s3 = await this.s3()
    try {
      const { Body, ETag = '' } = await s3.getObject({ Bucket: this.place.bucket, Key: keyOf(account) }, clientsOf(this.target).options)
      return { body: (await Body?.transformToString()) ?? '', etag: ETag }
    } catch (error) {
      if (describeError(error).code === 'NoSuchKey') return undefined
      throw error
    }
  }

  private s3() {
    return clientsOf(this.target).s3(this.place.account, this.place.region)
  }

  get now(): () => number {
    return this.terms.now
  }

  get termMs(): number {
    return this.terms.termMs
  }
}

type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string }

const keyOf = (account: string): string => `${leasePrefix}${account}.json`

/** S3 also answers so while another conditional write is under way. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response */
const isRefusedCondition = (error: unknown): boolean =>
  ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'].includes(describeError(error).code)

/** What is not ours to read counts as held, for a quarter of an hour. */
function parseEntry(text: string): Omit<Entry, 'etag'> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'lease' in value && value.lease === 1) {
      if (!('holder' in value)) return { termMs: 0 }
      if (typeof value.holder === 'string' && 'termMs' in value && typeof value.termMs === 'number')
        return { holder: value.holder, termMs: value.termMs }
    }
  } catch {
    // As below.
  }
  return { holder: 'unknown', termMs: 900_000 }
}

/** Accounts that this process has, as long as it renews. */
export class Lease {
  private readonly book: LeaseBook
  private readonly etags: Map<string, string>
  private renewed: number

  constructor(book: LeaseBook, etags: Map<string, string>, begun: number) {
    this.book = book
    this.etags = etags
    this.renewed = begun
  }

  /** Whether this process still has them. An AWS that does not answer is borne as long as nobody else can have taken over. */
  async renew(): Promise<boolean> {
    const begun = this.book.now()
    try {
      for (const [account, etag] of this.etags) {
        const next = await this.book.renew(account, etag)
        if (next === undefined) return false
        this.etags.set(account, next)
      }
      this.renewed = begun
      return true
    } catch (error) {
      if (error instanceof TypeError) throw error
      return this.book.now() - this.renewed < (this.book.termMs * 2) / 3
    }
  }

  /** What cannot be given back is free when its term is over. */
  async giveBack(): Promise<void> {
    await this.book.giveBack(this.etags).catch(() => undefined)
  }
}
