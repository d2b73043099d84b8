import type { Fixture, PolicyFile } from '../fixture/fixture.ts'
import { jsonText } from '../fixture/policy-text.ts'
import type { AccessKey } from './access-key.ts'
import { type Clients, clientsOf } from './clients.ts'
import { describeError, type Refusal } from './failure.ts'
import type { Created } from './journal.ts'
import { type DeployedKey, toKeyIds } from './key-name.ts'
import type { Target } from './target.ts'

/** One call: what it is, what it is about, and the part of the fixture it comes from. */
export type Call = Pick<Refusal, 'operation' | 'subject' | 'at'>

/** Ends the work on one part of a fixture; `deploy` turns it into a value. */
export class RefusedCalls extends Error {
  readonly refusals: readonly Refusal[]

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ operation, code }) => `${operation}: ${code}`).join(', '))
    this.name = 'RefusedCalls'
    this.refusals = refusals
  }
}

/**
 * Does work side by side and waits for all of it, so that nothing is still being created when what was created is removed. All refusals are told.
 */
export async function together(work: Iterable<Promise<unknown>>): Promise<void> {
  const ends = await Promise.allSettled(work)
  const refusals = ends.flatMap((end) => {
    if (end.status === 'fulfilled') return []
    if (end.reason instanceof RefusedCalls) return end.reason.refusals
    throw end.reason
  })
  if (refusals.length > 0) throw new RefusedCalls(refusals)
}

/** A deployment that is under way: what exists already, and what AWS chose for it. */
export class Deploying {
  readonly fixture: Fixture
  readonly target: Target
  readonly clients: Clients
  readonly journal: Created[] = []
  readonly keys: DeployedKey[] = []
  /** ARNs of managed policies by their name in the fixture. */
  readonly policyArns = new Map<string, string>()
  readonly accessKeys = new Map<string, readonly AccessKey[]>()

  constructor(fixture: Fixture, target: Target) {
    this.fixture = fixture
    this.target = target
    this.clients = clientsOf(target)
  }

  /** The id of an account by its name. INVARIANT: the fixture's parser has checked that it is there. */
  accountId(name: string): string {
    const account = this.fixture.accounts.get(name)
    if (account === undefined) throw new Error(`internal error: the fixture has no account ${name}`)
    return account.id
  }

  /** Sends one call of the SDK. What it created is written down at once. */
  async send<T>(call: Call, run: () => Promise<T>, ...created: readonly Created[]): Promise<T> {
    try {
      const answer = await run()
      this.journal.push(...created)
      return answer
    } catch (error) {
      if (error instanceof TypeError || error instanceof ReferenceError) throw error
      throw new RefusedCalls([{ ...call, ...describeError(error) }])
    }
  }

  /** The JSON text of a document as the target gets it. */
  document(file: PolicyFile): string {
    return toKeyIds(jsonText(file), this.keys)
  }
}
