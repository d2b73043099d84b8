import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runOnTarget } from '../../src/cli/run-on-target.ts'
import type { PlannedCase } from '../../src/scenario/plan.ts'
import { type Accounts, openAccounts, permittedTarget, thingsIn } from '../support/accounts.ts'
import { casesOf, runThere, told } from '../support/target-run.ts'

let accounts: Accounts
let cases: readonly PlannedCase[]

beforeAll(async () => {
  accounts = await openAccounts()
  cases = await casesOf('scenarios/s3-input.yaml')
})
beforeEach(() => accounts.sandbox.setHostile({}))
afterAll(() => accounts.sandbox.close())

describe('a target on a bad day', { timeout: 240_000 }, () => {
  it('that throttles, fails, resets and loses answers comes to the same verdict in the words of its files, and nothing is left', async () => {
    accounts.sandbox.setHostile({ throttlePercent: 10, errorPercent: 3, resetPercent: 2, lostAnswerPercent: 3, seed: 'bad-day' })
    const run = await runThere(accounts, cases.slice(0, 1), 30)
    accounts.sandbox.setHostile({})
    expect(told(run)).toEqual(['passed'])
    expect(JSON.stringify(run.results)).not.toMatch(/sallyport-[0-9a-z]{10}-|222233334444|777788889999/)
    expect(run.leftBehind).toEqual([])
    expect(await thingsIn(accounts)).toEqual([])
  })

  it('that sees changes late is waited for, and says how long', async () => {
    accounts.sandbox.setHostile({ iamDelayMs: 1500 })
    const run = await runThere(accounts, cases.slice(1, 2), 20)
    accounts.sandbox.setHostile({})
    expect(told(run)).toEqual(['passed'])
    expect(Math.max(...[...run.probes.values()].map(({ looks }) => looks))).toBeGreaterThan(2)
    expect(await thingsIn(accounts)).toEqual([])
  })

  it('keeps what is not as expected, and that alone, where that is asked for', async () => {
    const [healthy, broken] = cases
    if (healthy === undefined || broken === undefined) throw new Error('there are two cases')
    const wrong = { ...broken, expected: [] }
    const run = await runThere(accounts, [healthy, wrong], 2, { keep: 'on-failure' })
    expect([run.results.map(({ verdict }) => verdict), run.kept, run.leftBehind]).toEqual([['passed', 'failed'], 1, []])
    const things = await thingsIn(accounts)
    expect(things.length).toBeGreaterThan(3)
    expect(things.filter((thing) => thing.includes('-00-'))).toEqual([])
  })

  it('whose credentials have expired gives no verdict, and says that something may be left', async () => {
    const { target, run, settings } = await permittedTarget(accounts, { windowSeconds: 1 })
    if (target.permit === undefined) throw new Error('no permit')
    const expired = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(20), sessionToken: 'expired' }
    const there = { ...target, accounts: new Map([...target.accounts.keys()].map((id) => [id, expired])) }
    const open = { settings, accounts: [...target.accounts.keys()], run, permit: target.permit, target: there }
    const { results, leftBehind } = await runOnTarget(cases.slice(0, 1), open, { concurrency: 1, onResult: () => {} })
    expect(results).toMatchObject([{ verdict: 'error', reason: expect.stringMatching(/sts:GetCallerIdentity refused account/) }])
    expect(leftBehind).toMatchObject([{ what: expect.stringContaining(run.id), code: 'InvalidClientTokenId' }])
  })
})
