import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openAccounts, thingsIn } from '../support/accounts.ts'
import { casesOf, runThere, told } from '../support/target-run.ts'

// `FC_RUNS=…` scales how many of the cases are drawn.
const runs = fc.readConfigureGlobal().numRuns ?? 24

it('every set-up that ships comes to its verdict on a bad day, and nothing is left', { timeout: 3_600_000 }, async () => {
  const accounts = await openAccounts()
  const all = await casesOf('scenarios/s3-input.yaml', 'scenarios/s3-data-lake.yaml', 'scenarios/s3-input-iam-user.yaml')
  // What needs more accounts, or a clock that can be moved, stands in the embedded sandbox alone.
  const plain = all.filter(({ setUp: { fixture, connection } }) => fixture.accounts.size <= 2 && !hasExpiredKeys(connection))
  const cases =
    fc.sample(
      fc.shuffledSubarray([...plain], { minLength: Math.min(plain.length, Math.ceil(runs / 4)), maxLength: Math.ceil(runs / 4) }),
      1,
    )[0] ?? []
  const seed = String(fc.sample(fc.nat(), 1)[0])
  accounts.sandbox.setHostile({
    throttlePercent: 30,
    errorPercent: 3,
    resetPercent: 2,
    lostAnswerPercent: 2,
    latencyMs: 30,
    iamDelayMs: 2000,
    seed,
  })
  const run = await runThere(accounts, cases, 120)
  accounts.sandbox.setHostile({})
  expect(told(run), `the seed was ${seed}`).toEqual(cases.map(() => 'passed'))
  expect(run.leftBehind).toEqual([])
  expect(await thingsIn(accounts)).toEqual([])
  await accounts.sandbox.close()
})

const hasExpiredKeys = (connection: object): boolean => 'temporaryKeys' in connection && connection.temporaryKeys === 'expired'
