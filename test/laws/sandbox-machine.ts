import * as fc from 'fast-check'
import { expect } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import type { Clients } from '../sandbox/clients.ts'
import { accountId, clientsFor } from '../sandbox/clients.ts'

// A sandbox beside a model of twenty lines: what two accounts, their root users and two users may do with two buckets, and what is in them.
const accounts = ['111122223333', '444455556666'] as const
const users = ['ana', 'bob'] as const
const buckets = ['of-one', 'of-the-other'] as const
const keys = ['a', 'b/c', 'b/d'] as const
const actions = { put: 's3:PutObject', get: 's3:GetObject', delete: 's3:DeleteObject', list: 's3:ListBucket' } as const
type Verb = keyof typeof actions

interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly verbs: readonly Verb[]
  /** A bucket in a user's policy, a user in a bucket's. */
  readonly whom: number
}

interface Model {
  readonly objects: readonly Map<string, string>[]
  /** By user, and by bucket. */
  readonly userPolicies: (readonly Statement[])[]
  readonly bucketPolicies: (readonly Statement[])[]
}

interface Real {
  roots: readonly Clients[]
  users: readonly Clients[]
  readonly restart: () => Promise<void>
}

/** A root user of an account, or its user: 0 and 1 are roots, 2 and 3 users. */
type Principal = 0 | 1 | 2 | 3

const accountOf = (principal: Principal): number => principal % 2
const clientsOf = (principal: Principal, { roots, users: others }: Real): Clients =>
  (principal < 2 ? roots[principal] : others[principal - 2]) as Clients

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html */
function mayDo(model: Model, principal: Principal, verb: Verb, bucket: number): boolean {
  const isOwn = accountOf(principal) === bucket
  if (principal < 2) return isOwn
  const user = principal - 2
  const speaks = (statements: readonly Statement[] | undefined, whom: number, effect: string): boolean =>
    (statements ?? []).some((each) => each.effect === effect && each.whom === whom && each.verbs.includes(verb))
  const [identity, resource] = [model.userPolicies[user], model.bucketPolicies[bucket]]
  if (speaks(identity, bucket, 'Deny') || speaks(resource, user, 'Deny')) return false
  const [byIdentity, byResource] = [speaks(identity, bucket, 'Allow'), speaks(resource, user, 'Allow')]
  return isOwn ? byIdentity || byResource : byIdentity && byResource
}

const actionsOf = ({ verbs }: Statement): readonly string[] => verbs.map((verb) => actions[verb])
const resourcesOf = (bucket: number): readonly string[] => [`arn:aws:s3:::${buckets[bucket]}`, `arn:aws:s3:::${buckets[bucket]}/*`]
const userArn = (user: number): string => `arn:aws:iam::${accounts[user]}:user/${users[user]}`
const policyOf = (Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })

type Command = fc.AsyncCommand<Model, Real>

class PutUserPolicy implements Command {
  readonly user: number
  readonly statements: readonly Statement[]
  constructor(user: number, statements: readonly Statement[]) {
    this.user = user
    this.statements = statements
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    model.userPolicies[this.user] = this.statements
    // Elements that allow and deny nothing of interest keep an empty list valid.
    const all = this.statements.map((each) => ({ Effect: each.effect, Action: actionsOf(each), Resource: resourcesOf(each.whom) }))
    const PolicyDocument = policyOf([...all, { Effect: 'Allow', Action: 's3:GetBucketWebsite', Resource: '*' }])
    await real.roots[this.user]?.iam.putUserPolicy({ UserName: users[this.user], PolicyName: 'only', PolicyDocument })
  }
  toString = (): string => `PutUserPolicy ${users[this.user]} ${JSON.stringify(this.statements)}`
}

class PutBucketPolicy implements Command {
  readonly bucket: number
  readonly statements: readonly Statement[]
  constructor(bucket: number, statements: readonly Statement[]) {
    this.bucket = bucket
    this.statements = statements
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    model.bucketPolicies[this.bucket] = this.statements
    const Resource = resourcesOf(this.bucket)
    const all = this.statements.map((each) => ({
      Effect: each.effect,
      Principal: { AWS: userArn(each.whom) },
      Action: actionsOf(each),
      Resource,
    }))
    const root = { Effect: 'Allow', Principal: { AWS: accounts[this.bucket] }, Action: 's3:GetBucketWebsite', Resource: Resource[0] }
    await real.roots[this.bucket]?.s3.putBucketPolicy({ Bucket: buckets[this.bucket], Policy: policyOf([...all, root]) })
  }
  toString = (): string => `PutBucketPolicy ${buckets[this.bucket]} ${JSON.stringify(this.statements)}`
}

class Call implements Command {
  readonly principal: Principal
  readonly verb: Verb
  readonly bucket: number
  readonly key: string
  readonly text: string
  constructor(principal: Principal, verb: Verb, bucket: number, key: string, text: string) {
    this.principal = principal
    this.verb = verb
    this.bucket = bucket
    this.key = key
    this.text = text
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    const expected = this.#expected(model)
    expect(await this.#answer(clientsOf(this.principal, real).s3)).toEqual(expected)
    // Whatever was answered, the buckets hold what the model holds.
    const listed = await real.roots[this.bucket]?.s3.listObjectsV2({ Bucket: buckets[this.bucket] })
    expect((listed?.Contents ?? []).map(({ Key }) => Key)).toEqual([...(model.objects[this.bucket]?.keys() ?? [])].sort())
  }

  #expected(model: Model): unknown {
    const objects = model.objects[this.bucket] ?? new Map<string, string>()
    if (!mayDo(model, this.principal, this.verb, this.bucket)) return 'AccessDenied'
    switch (this.verb) {
      case 'put':
        objects.set(this.key, this.text)
        return 'done'
      case 'delete':
        objects.delete(this.key)
        return 'done'
      case 'list':
        return [...objects.keys()].sort()
      case 'get':
        // Whether a key is there only learns who may list.
        return objects.get(this.key) !== undefined
          ? { text: objects.get(this.key) }
          : mayDo(model, this.principal, 'list', this.bucket)
            ? 'NoSuchKey'
            : 'AccessDenied'
    }
  }

  async #answer(s3: Clients['s3']): Promise<unknown> {
    const object = { Bucket: buckets[this.bucket], Key: this.key }
    try {
      switch (this.verb) {
        case 'put':
          await s3.putObject({ ...object, Body: this.text })
          return 'done'
        case 'delete':
          await s3.deleteObject(object)
          return 'done'
        case 'list':
          return ((await s3.listObjectsV2({ Bucket: object.Bucket })).Contents ?? []).map(({ Key }) => Key)
        case 'get':
          return { text: await (await s3.getObject(object)).Body?.transformToString() }
      }
    } catch (error) {
      return error instanceof Error ? error.name : error
    }
  }
  toString = (): string => `${this.verb} by ${this.principal} in ${buckets[this.bucket]}: ${this.key} ${this.text}`
}

/** The sandbox ends and starts again on its data folder: everything is as it was. */
class Restart implements Command {
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    await real.restart()
    for (const [bucket, objects] of model.objects.entries()) {
      const s3 = real.roots[bucket]?.s3
      const read = async (Key: string): Promise<string | undefined> =>
        (await s3?.getObject({ Bucket: buckets[bucket], Key }))?.Body?.transformToString()
      const listed = (await s3?.listObjectsV2({ Bucket: buckets[bucket] }))?.Contents ?? []
      const found = await Promise.all(listed.map(async ({ Key = '' }) => [Key, await read(Key)] as const))
      expect(new Map(found)).toEqual(objects)
    }
  }
  toString = (): string => 'restart'
}

/** What one of several requests at once did to a key, and saw. */
type Step = { readonly write: string | undefined } | { readonly saw: string | undefined }

/** Several at once on one key: there is an order in which one after the other would have been answered the same. */
class AtOnce implements Command {
  readonly bucket: number
  readonly key: string
  readonly writes: readonly (string | undefined)[]
  readonly reads: number
  constructor(bucket: number, key: string, writes: readonly (string | undefined)[], reads: number) {
    this.bucket = bucket
    this.key = key
    this.writes = writes
    this.reads = reads
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    const { s3 } = clientsOf(this.bucket === 0 ? 0 : 1, real)
    const objects = model.objects[this.bucket] ?? new Map<string, string>()
    const object = { Bucket: buckets[this.bucket], Key: this.key }
    const read = async (): Promise<string | undefined> => {
      const found = await s3.getObject(object).catch(() => undefined)
      return found?.Body?.transformToString()
    }
    const writes = this.writes.map(async (write): Promise<Step> => {
      await (write === undefined ? s3.deleteObject(object) : s3.putObject({ ...object, Body: write }))
      return { write }
    })
    const reads = Array.from({ length: this.reads }, async (): Promise<Step> => ({ saw: await read() }))
    const steps = await Promise.all([...writes, ...reads])
    const last = await read()
    expect(explains(steps, objects.get(this.key), last), JSON.stringify({ steps, last })).toBe(true)
    if (last === undefined) objects.delete(this.key)
    else objects.set(this.key, last)
  }
  toString = (): string => `at once in ${buckets[this.bucket]}: ${this.key} ${JSON.stringify(this.writes)} and ${this.reads} reads`
}

/** Whether some order of these steps begins with `state` and ends with `last`. */
function explains(steps: readonly Step[], state: string | undefined, last: string | undefined): boolean {
  if (steps.length === 0) return state === last
  return steps.some((step, index) => {
    if ('saw' in step && step.saw !== state) return false
    return explains(steps.toSpliced(index, 1), 'write' in step ? step.write : state, last)
  })
}

const statements = (whom: number): fc.Arbitrary<readonly Statement[]> =>
  fc.array(
    fc.record({
      effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
      verbs: fc.subarray(['put', 'get', 'delete', 'list'] as Verb[], { minLength: 1 }),
      whom: fc.nat(whom - 1),
    }),
    { maxLength: 3 },
  )
const text = fc.string({ minLength: 1, maxLength: 8 })
const place = [fc.nat(1), fc.constantFrom(...keys)] as const

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.nat(1), statements(2)).map(([user, all]) => new PutUserPolicy(user, all)) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(1), statements(2)).map(([bucket, all]) => new PutBucketPolicy(bucket, all)) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom<Principal>(0, 1, 2, 2, 3, 3), fc.constantFrom<Verb>('put', 'get', 'delete', 'list'), ...place, text)
      .map(([principal, verb, bucket, key, body]) => new Call(principal, verb, bucket, key, body)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(...place, fc.array(fc.option(text, { nil: undefined }), { minLength: 1, maxLength: 3 }), fc.nat(2))
      .map(([bucket, key, writes, reads]) => new AtOnce(bucket, key, writes, reads)),
  },
)

const credentials = (name: string) => ({ accessKeyId: `KEY${name.toUpperCase()}`, secretAccessKey: `secret of ${name}` })

const begin = (data: string | undefined): Promise<Sandbox> =>
  startSandbox({
    ...(data === undefined ? {} : { data }),
    accounts: accounts.map((id, index) => ({
      id: accountId(id),
      rootCredentials: credentials(`root${index}`),
      users: [{ name: users[index] ?? '', accessKeys: [credentials(users[index] ?? '')] }],
    })),
  })

const clientsAt = (endpoint: string) => ({
  roots: accounts.map((_, index) => clientsFor(endpoint, credentials(`root${index}`))),
  users: users.map((name) => clientsFor(endpoint, credentials(name))),
})

interface Runs {
  readonly numRuns: number
  readonly maxCommands: number
  /** A folder for what is kept; then restarts are among the commands. */
  readonly data?: string
}

/** Random sequences of calls by several principals of two accounts: each is answered as the model says, and refused ones change nothing. */
export async function callersDoWhatTheyMay({ numRuns, maxCommands, data }: Runs): Promise<void> {
  let sandbox = await begin(data)
  const restart = async (): Promise<void> => {
    await sandbox.close()
    sandbox = await begin(data)
    Object.assign(real, clientsAt(sandbox.endpoint))
  }
  const real: Real = { ...clientsAt(sandbox.endpoint), restart }
  const setup = async (): Promise<{ model: Model; real: Real }> => {
    await sandbox.reset()
    for (const [index, Bucket] of buckets.entries()) await real.roots[index]?.s3.createBucket({ Bucket })
    return { model: { objects: [new Map(), new Map()], userPolicies: [[], []], bucketPolicies: [[], []] }, real }
  }
  const commands = data === undefined ? [command] : [command, command, command, command, fc.constant(new Restart())]
  try {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands, size: 'max' }), (all) => fc.asyncModelRun(setup, all)),
      { numRuns },
    )
  } finally {
    await sandbox.close()
  }
}
