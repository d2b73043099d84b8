import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findLeftovers, isOver, removeLeftovers } from '../../src/deploy/clean.ts'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import { readJournal } from '../../src/deploy/read-journal.ts'
import { beginOf, newRun, runOfName, runOfPath } from '../../src/deploy/run.ts'
import type { SentCall } from '../../src/deploy/target.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { loadShipped } from '../shipped.ts'
import { type Accounts, customerThere, openAccounts, permittedTarget, placed, thingsIn, vendorThere } from '../support/accounts.ts'

let accounts: Accounts
let fixture: Fixture
let foreign: readonly string[]
let names: readonly string[]

beforeAll(async () => {
  accounts = await openAccounts()
  fixture = (await loadShipped('s3-data-lake')).fixture
  await placeForeign()
  foreign = await snapshot()
  names = await thingsIn(accounts)
})
afterAll(() => accounts.sandbox.close())

const trust = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }] })

/** What others have: it looks like ours in one way or another, and never in all. */
async function placeForeign(): Promise<void> {
  const Tags = [{ Key: 'sallyport:run', Value: 'tgx1q2ab3c' }]
  const [iam, s3, kms] = [accounts.iam(customerThere), accounts.s3(customerThere), accounts.kms(customerThere)]
  await iam.createRole({ RoleName: 'sallyport-museum', Path: '/sallyport/', AssumeRolePolicyDocument: trust })
  await iam.createRole({ RoleName: 'Museum', Path: '/sallyport/tgx1q2ab3c/', AssumeRolePolicyDocument: trust, Tags })
  await iam.createUser({ UserName: 'sallyport-tgx1q2ab3c-00-untagged', Path: '/sallyport/tgx1q2ab3c/' })
  await iam.createUser({ UserName: 'tagged', Tags })
  await iam.createGroup({ GroupName: 'sallyport-tgx1q2ab3c-00-elsewhere', Path: '/other/' })
  for (const Bucket of ['sallyport-museum', 'sallyport-tgx1q2ab3c-00-untagged']) await s3.createBucket({ Bucket })
  await s3.createBucket({ Bucket: 'tagged-exports', CreateBucketConfiguration: { Tags } })
  await s3.putObject({ Bucket: 'sallyport-museum', Key: 'painting', Body: '1' })
  const { KeyMetadata } = await kms.createKey({ Tags: [{ TagKey: 'team', TagValue: 'sallyport:run' }] })
  await kms.createAlias({ AliasName: 'alias/sallyport-tgx1q2ab3c-00-foreign', TargetKeyId: KeyMetadata?.KeyId })
}

/** Every name, and every policy and tag in IAM. */
async function snapshot(): Promise<readonly string[]> {
  const details = await Promise.all([vendorThere, customerThere].map((account) => accounts.iam(account).getAccountAuthorizationDetails({})))
  const text = details.map(({ UserDetailList, RoleDetailList, GroupDetailList }) =>
    JSON.stringify([UserDetailList, RoleDetailList, GroupDetailList]),
  )
  const { Contents = [] } = await accounts.s3(customerThere).listObjectsV2({ Bucket: 'sallyport-museum' })
  return [...(await thingsIn(accounts)), ...text, ...Contents.map(({ Key }) => Key ?? '')]
}

const isWrite = ({ operation }: SentCall): boolean => !/^(Get|List|Head|Describe|AssumeRole)/.test(operation)

/** Deploys, and is gone before the next write after so many: nothing it does from there on reaches anybody. */
async function killedAfter(writes: number): Promise<{ readonly journal: string; readonly run: string }> {
  let made = 0
  let dead = false
  const onCall = (call: SentCall): void => {
    if (isWrite(call) && made++ >= writes) dead = true
    if (dead) throw new Error('killed')
  }
  const { target, run, settings } = await permittedTarget(accounts, { journal: accounts.folder, onCall, windowSeconds: 0 })
  await deploy(placed(fixture, run, settings), { ...target, timeoutMs: 2000 })
  return { journal: join(accounts.folder, `${run.id}.ndjson`), run: run.id }
}

async function cleanUp(runs: readonly string[], journals: readonly string[]): Promise<void> {
  const { target, settings } = await permittedTarget(accounts)
  const read = journals.flatMap((path) => readJournal(readFileSync(path, 'utf8')) ?? [])
  const over = { runs: new Set(runs), going: new Set<string>(), now: new Date() }
  const leftovers = await findLeftovers(target, settings.regions, over, read)
  expect(await removeLeftovers(leftovers.over, target)).toEqual([])
}

describe('a run that was killed', { timeout: 120_000 }, () => {
  it('is removed whole, with its journal and without it, and nothing else is touched', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(40), fc.boolean(), async (writes, lost) => {
        const killed = await killedAfter(writes)
        await cleanUp([killed.run], lost ? [] : [killed.journal])
        expect(await thingsIn(accounts)).toEqual(names)
      }),
      { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 1) / 20) + 1 },
    )
  })

  it('names in its journal everything that it created', async () => {
    const killed = await killedAfter(17)
    const journal = readJournal(readFileSync(killed.journal, 'utf8'))
    const named = JSON.stringify(journal?.created)
    const there = (await thingsIn(accounts)).filter((name) => name.includes(killed.run))
    expect(there.length).toBeGreaterThan(4)
    for (const name of there) expect(named).toContain(name.replace(/^.*\//, ''))
    await cleanUp([killed.run], [])
  })

  it('does not take what another run has there', async () => {
    const other = await permittedTarget(accounts)
    const deployed = await deploy(placed(fixture, other.run, other.settings), other.target)
    if (!deployed.ok) throw new Error(JSON.stringify(deployed.error))
    const before = await snapshot()
    const killed = await killedAfter(25)
    await cleanUp([killed.run], [killed.journal])
    expect(await snapshot()).toEqual(before)
    expect(await tearDown(deployed.value)).toEqual([])
    expect(await snapshot()).toEqual(foreign)
  })

  it('stays as long as it has not expired, unless it is named or old enough', () => {
    const now = new Date('2026-11-26T03:00:00Z')
    const { id } = newRun(new Date('2026-11-26T01:00:00Z'), 0.3, 60)
    const none = { runs: new Set<string>(), going: new Set<string>(), now }
    expect(isOver(id, '2026-11-26T04:00:00Z', none)).toBe(false)
    expect(isOver(id, '2026-11-26T02:59:00Z', none)).toBe(true)
    expect(isOver(id, undefined, none)).toBe(false)
    expect(isOver(id, '2026-11-26T04:00:00Z', { ...none, olderThan: 7_200_000 })).toBe(true)
    expect(isOver(id, '2026-11-26T04:00:00Z', { ...none, olderThan: 7_200_001 })).toBe(false)
    expect(isOver(id, '2026-11-26T02:00:00Z', { ...none, going: new Set([id]) })).toBe(false)
    expect(isOver(id, '2026-11-26T04:00:00Z', { ...none, runs: new Set([id]), going: new Set([id]) })).toBe(true)
  })
})

describe('the id of a run', () => {
  it('tells when it began, and is found in names and paths', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2025-01-01'), max: new Date('2038-01-01'), noInvalidDate: true }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (begun, chance) => {
          const { id } = newRun(begun, chance, 60)
          expect(id).toMatch(/^[0-9a-z]{10}$/)
          expect(beginOf(id).getTime()).toBe(Math.floor(begun.getTime() / 1000) * 1000)
          expect(runOfName(`sallyport-${id}-00-acme`)).toBe(id)
          expect(runOfPath(`/sallyport/${id}/service/`)).toBe(id)
        },
      ),
    )
  })
})
