import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Accounts, openAccounts, thingsIn } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts()
})
afterAll(() => accounts.sandbox.close())

it('the second Ctrl-C leaves the journal, with what is left in it, and clean removes that', { timeout: 120_000 }, async () => {
  const folder = join(accounts.folder, '.sallyport/journals')
  const options = { cwd: accounts.folder, env: { ...process.env, ...accounts.env, NO_COLOR: '1' } }
  const scenario = relative(accounts.folder, resolve('scenarios/s3-input.yaml'))
  // Slow enough that cleaning up takes a while.
  accounts.sandbox.setHostile({ latencyMs: 200 })
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'test', '--target', 'night', '-t', 'works', scenario], options)
  let stderr = ''
  let sent = 0
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    if (sent === 1 && stderr.includes('cleaning up')) sent += Number(child.kill('SIGINT'))
  })
  const confirmed = (): boolean => readJournals(folder).some((text) => text.split('\n').length > 6)
  const watch = setInterval(() => {
    if (sent === 0 && confirmed()) sent += Number(child.kill('SIGINT'))
  }, 5)
  const code = await new Promise<number | null>((done) => {
    child.on('close', done)
  })
  clearInterval(watch)
  accounts.sandbox.setHostile({})
  expect(code).toBe(130)
  const [, run = '', journal = ''] = /what is left of run (\w+) stands in (\S+); `sallyport clean` removes it/.exec(stderr) ?? []
  expect(readFileSync(join(accounts.folder, journal), 'utf8')).not.toContain('"ended"')
  expect((await thingsIn(accounts)).filter((name) => name.includes(run)).length).toBeGreaterThan(0)
  const cleaned = await runCli(['clean', '--target', 'night'], options)
  expect([cleaned.code, cleaned.stdout]).toEqual([0, expect.stringMatching(/[1-9]\d* removed, 0 left behind/)])
  expect(await thingsIn(accounts)).toEqual([])
})

function readJournals(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  } catch {
    return []
  }
}
