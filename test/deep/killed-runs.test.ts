import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findLeftovers, removeLeftovers } from '../../src/deploy/clean.ts'
import { readJournal } from '../../src/deploy/read-journal.ts'
import { type Accounts, openAccounts, permittedTarget, thingsIn } from '../support/accounts.ts'

// The command line itself, killed by the system at instants that nobody chose. `FC_RUNS=…` scales how often.
const kills = Math.ceil((200 * (fc.readConfigureGlobal().numRuns ?? 30)) / 100)
let accounts: Accounts

beforeAll(async () => {
  accounts = await openAccounts()
})
afterAll(() => accounts.sandbox.close())

/** Runs until it is killed, or to its end. */
function killedAfter(milliseconds: number): Promise<void> {
  const scenario = relative(accounts.folder, resolve('scenarios/s3-data-lake.yaml'))
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'test', '--target', 'night', '-t', 'works', scenario], {
    cwd: accounts.folder,
    env: { ...process.env, ...accounts.env },
    stdio: 'ignore',
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  return new Promise((done) => {
    child.on('close', () => {
      clearTimeout(timer)
      done()
    })
  })
}

async function cleanUp(lost: boolean): Promise<void> {
  const folder = join(accounts.folder, '.sallyport/journals')
  const journals = readdirSync(folder).flatMap((name) => readJournal(readFileSync(join(folder, name), 'utf8')) ?? [])
  const { target, settings } = await permittedTarget(accounts)
  const over = { runs: new Set(journals.map(({ run }) => run)), going: new Set<string>(), now: new Date() }
  const { over: found } = await findLeftovers(target, settings.regions, over, lost ? [] : journals.filter(({ ended }) => !ended))
  expect(await removeLeftovers(found, target)).toEqual([])
}

it('nothing is left of runs that were killed at any instant', { timeout: 3_600_000 }, async () => {
  const begun = performance.now()
  await killedAfter(600_000)
  const whole = Math.ceil((performance.now() - begun) * 1.2)
  for (let done = 0; done < kills; done += 4) {
    const instants = fc.sample(fc.integer({ min: 100, max: whole }), 4)
    await Promise.all(instants.map(killedAfter))
    await cleanUp(done % 8 === 0)
    expect(await thingsIn(accounts)).toEqual([])
  }
})
