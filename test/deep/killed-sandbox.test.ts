import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { Clients } from '../sandbox/clients.ts'
import { type StartedSandbox, startedSandbox } from '../support/started-sandbox.ts'

// The command line itself, killed by the system at instants that nobody chose. `FC_RUNS=…` scales how often.
const kills = Math.ceil((200 * (fc.readConfigureGlobal().numRuns ?? 20)) / 100)
const folder = mkdtempSync(join(tmpdir(), 'killed-sandbox-'))
afterAll(() => rmSync(folder, { recursive: true }))

const Bucket = 'killed'
const workers = 4

/** What somebody who calls one thing after the other knows of one thing. */
interface Known {
  /** What was answered last. */
  readonly state: string | undefined
  /** What was asked and not answered: it may have come about. */
  readonly asked?: { readonly state: string | undefined }
}

/** A thing that has a state, and how to change and read it. */
interface Thing {
  readonly change: (clients: Clients, state: string | undefined) => Promise<unknown>
  readonly read: (clients: Clients) => Promise<string | undefined>
}

const nothing = (error: unknown): undefined => {
  if (error instanceof Error && ['NoSuchKey', 'NoSuchEntity', 'NoSuchEntityException', 'NoSuchUpload'].includes(error.name))
    return undefined
  throw error
}

/** Small, of some pieces, and in a file. */
const sizes = [20, 3000, 1_500_000]
const grow = (state: string): Buffer => Buffer.alloc(sizes[Number(state) % sizes.length] ?? 1, `${state} `)

const object = (Key: string): Thing => ({
  change: ({ s3 }, state) =>
    state === undefined ? s3.deleteObject({ Bucket, Key }) : s3.putObject({ Bucket, Key, Body: grow(state), Metadata: { state } }),
  read: async ({ s3 }) => {
    const found = await s3.getObject({ Bucket, Key }).catch(nothing)
    if (found === undefined) return undefined
    const state = found.Metadata?.state ?? ''
    expect(Buffer.from((await found.Body?.transformToByteArray()) ?? []).equals(grow(state))).toBe(true)
    return state
  },
})

/** In parts, the first of which is a file. */
const upload = (Key: string): Thing => ({
  change: async ({ s3 }, state) => {
    if (state === undefined) return s3.deleteObject({ Bucket, Key })
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key, Metadata: { state } })
    const Parts: { ETag: string | undefined; PartNumber: number }[] = []
    for (const [index, Body] of [Buffer.alloc(5 * 1024 * 1024, state), Buffer.from(state)].entries()) {
      const { ETag } = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber: index + 1, Body })
      Parts.push({ ETag, PartNumber: index + 1 })
    }
    return s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
  },
  read: async ({ s3 }) => {
    const found = await s3.getObject({ Bucket, Key }).catch(nothing)
    if (found === undefined) return undefined
    const state = found.Metadata?.state ?? ''
    const expected = Buffer.concat([Buffer.alloc(5 * 1024 * 1024, state), Buffer.from(state)])
    expect(Buffer.from((await found.Body?.transformToByteArray()) ?? []).equals(expected)).toBe(true)
    return state
  },
})

/** A user's policy; the state is a value in it. */
const userPolicy = (UserName: string): Thing => ({
  change: ({ iam }, state) => {
    const named = { UserName, PolicyName: 'state' }
    if (state === undefined) return iam.deleteUserPolicy(named)
    const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${state}` }]
    return iam.putUserPolicy({ ...named, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) })
  },
  read: async ({ iam }) => {
    const found = await iam.getUserPolicy({ UserName, PolicyName: 'state' }).catch(nothing)
    return found === undefined ? undefined : /:::(\d+)/.exec(decodeURIComponent(found.PolicyDocument ?? ''))?.[1]
  },
})

const things: readonly Thing[] = Array.from({ length: workers }, (_, index) => [object(`object-${index}`), userPolicy(`user-${index}`)])
  .flat()
  .concat(upload('parts'))
const known: Known[] = things.map(() => ({ state: undefined }))
let counter = 0

/** Changes one thing again and again until the sandbox is gone. */
async function work(clients: Clients, index: number): Promise<void> {
  const thing = things[index]
  for (let round = 0; thing !== undefined; round += 1) {
    const before = known[index]?.state
    const state = before !== undefined && round % 4 === 3 ? undefined : String(++counter)
    known[index] = { state: before, asked: { state } }
    try {
      await thing.change(clients, state)
      known[index] = { state }
    } catch {
      return
    }
  }
}

async function verify(sandbox: StartedSandbox): Promise<void> {
  for (const [index, thing] of things.entries()) {
    const { state, asked } = known[index] ?? { state: undefined }
    const found = await thing.read(sandbox.clients())
    expect(asked === undefined ? [state] : [state, asked.state], `thing ${index}`).toContain(found)
    known[index] = { state: found }
  }
}

it('nothing that was answered is lost, and nothing is there by half, whenever the sandbox is killed', { timeout: 7_200_000 }, async () => {
  const data = join(folder, 'data')
  const instants = fc.sample(fc.integer({ min: 0, max: 400 }), kills)
  for (const [kill, instant] of instants.entries()) {
    const sandbox = await startedSandbox(['--data', data])
    const clients = sandbox.clients()
    if (kill === 0) {
      await clients.s3.createBucket({ Bucket })
      for (let index = 0; index < workers; index += 1) await clients.iam.createUser({ UserName: `user-${index}` })
    }
    await verify(sandbox)
    const working = Promise.all(things.map((_, index) => work(clients, index)))
    await new Promise((resolve) => setTimeout(resolve, instant))
    await sandbox.end('SIGKILL')
    await working
  }
  const last = await startedSandbox(['--data', data])
  await verify(last)
  await last.end('SIGTERM')
})
