import type { Fixture, PolicyFile } from '../fixture/fixture.ts'
import { jsonText } from '../fixture/policy-text.ts'
import type { AccessKey } from './access-key.ts'
import { type Clients, clientsOf } from './clients.ts'
import { describeError, type Refusal } from './failure.ts'
import type { Created, Owner } from './journal.ts'
import { type DeployedKey, toKeyIds } from './key-name.ts'
import { type Tag, tagsOf } from './run.ts'
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

/** In seconds: what is really refused is refused again and again. */
const longestPatience = 30

function refusalOf(call: Call, error: unknown): unknown {
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RefusedCalls) return error
  return new RefusedCalls([{ ...call, ...describeError(error) }])
}

/**
 * What is there already although nobody has created it but an earlier attempt of this very call.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#API_CreateRole_Errors
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_Errors
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html#API_CreateAlias_Errors
 */
const wasAnsweredBefore = (error: unknown): boolean =>
  attemptsOf(error) > 1 && ['EntityAlreadyExists', 'BucketAlreadyOwnedByYou', 'AlreadyExistsException'].includes(describeError(error).code)

function attemptsOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 1
  const { $metadata } = error
  if (typeof $metadata !== 'object' || $metadata === null || !('attempts' in $metadata)) return 1
  return typeof $metadata.attempts === 'number' ? $metadata.attempts : 1
}

/**
 * Changes in IAM are seen everywhere only after a while: a principal that is new may not be named yet, and a part that is new not be found.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
function isNotYet(error: unknown): boolean {
  const { code, message } = describeError(error)
  if (code.startsWith('MalformedPolicy')) return /principal/i.test(message)
  return ['NoSuchEntity', 'NoSuchEntityException', 'NoSuchBucket', 'NotFoundException', 'OperationAborted'].includes(code)
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
  /** Those who stand for principals that were deleted, by the unique id of each. */
  readonly gone = new Map<string, { readonly owner: Owner; readonly path: string }>()
  readonly accessKeys = new Map<string, readonly AccessKey[]>()
  /** Ids of access keys whose secret is known. */
  readonly keyIds = new Set<string>()
  /** None in the embedded sandbox, which ends with what is in it. */
  readonly runTags: readonly Tag[]

  constructor(fixture: Fixture, target: Target) {
    this.fixture = fixture
    this.target = target
    this.clients = clientsOf(target)
    this.runTags = target.permit === undefined ? [] : tagsOf(target.permit.run, fixture.name)
  }

  /** The id of an account by its name. INVARIANT: the fixture's parser has checked that it is there. */
  accountId(name: string): string {
    const account = this.fixture.accounts.get(name)
    if (account === undefined) throw new Error(`internal error: the fixture has no account ${name}`)
    return account.id
  }

  /** Sends one call of the SDK that changes or asks for something. */
  async send<T>(call: Call, run: () => Promise<T>): Promise<T> {
    try {
      return await this.patiently(run)
    } catch (error) {
      throw refusalOf(call, error)
    }
  }

  /**
   * Sends one call that creates something. It is written down ahead, and again when its answer has come; `named` adds what only the answer tells.
   * Undefined where the answer was lost and the next attempt found it there: its name carries the run, so nobody else made it.
   */
  async create<T>(
    call: Call,
    created: Created,
    run: () => Promise<T>,
    named: (answer: T) => Created = () => created,
  ): Promise<T | undefined> {
    const { permit } = this.target
    const over = permit?.spend()
    if (over !== undefined) throw new RefusedCalls([{ kind: 'account', ...call, code: 'CeilingReached', message: over }])
    const line = permit?.journal?.ahead(created) ?? 0
    const done = (whole: Created): void => {
      this.journal.push(whole)
      permit?.journal?.confirm(line, whole)
    }
    try {
      const answer = await this.patiently(run)
      done(named(answer))
      return answer
    } catch (error) {
      if (permit === undefined || !wasAnsweredBefore(error)) {
        // Whether a call without an answer did its work is not known.
        if (permit !== undefined && describeError(error).kind === 'no-answer') done(created)
        else permit?.journal?.gone(created)
        throw refusalOf(call, error)
      }
      done(created)
      return undefined
    }
  }

  /** Outside the embedded sandbox a target may not know yet what it was told a moment ago. */
  private async patiently<T>(run: () => Promise<T>): Promise<T> {
    const { permit } = this.target
    if (permit === undefined) return run()
    const until = performance.now() + Math.min(permit.window.seconds, longestPatience) * 1000
    for (let pause = 250; ; pause = Math.min(pause * 2, 4000)) {
      try {
        return await run()
      } catch (error) {
        if (!isNotYet(error) || performance.now() + pause > until) throw error
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  /** The JSON text of a document as the target gets it. */
  document(file: PolicyFile): string {
    const text = toKeyIds(jsonText(file), this.keys)
    return [...this.gone].reduce((written, [id, gone]) => written.replaceAll(`"${id}"`, `"${arnOf(gone)}"`), text)
  }
}

const arnOf = ({ owner: { type, account, name }, path }: { readonly owner: Owner; readonly path: string }): string =>
  `arn:aws:iam::${account}:${type}${path}${name}`
