import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PlannedCase } from '../../src/scenario/plan.ts'
import { type Accounts, openAccounts, thingsIn } from '../support/accounts.ts'
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
  it('that throttles, fails, resets and loses answers comes to the same verdicts, and nothing is left', async () => {
    accounts.sandbox.setHostile({ throttlePercent: 15, errorPercent: 3, resetPercent: 2, lostAnswerPercent: 3, seed: 'bad-day' })
    const run = await runThere(accounts, cases.slice(0, 1), 30)
    accounts.sandbox.setHostile({})
    expect(told(run)).toEqual(['passed'])
    expect(run.leftBehind).toEqual([])
    expect(await thingsIn(accounts)).toEqual([])
  })

  it('that sees changes late is waited for, and says how long', async () => {
    accounts.sandbox.setHostile({ iamDelayMs: 1500 })
    const run = await runThere(accounts, cases.slice(0, 2), 20)
    accounts.sandbox.setHostile({})
    expect(told(run)).toEqual(['passed', 'passed'])
    expect(Math.max(...[...run.probes.values()].map(({ looks }) => looks))).toBeGreaterThan(2)
    expect(await thingsIn(accounts)).toEqual([])
  })
})
