import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findTarget } from '../../src/cli/open-target.ts'
import { type Accounts, openAccounts, thingsIn, writesOf } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts()
})
afterAll(() => accounts.sandbox.close())

const scenarios = resolve(import.meta.dirname, '../../scenarios/s3-input.yaml')
const run = (...args: string[]) =>
  runCli(['test', ...args, relative(accounts.folder, scenarios)], { cwd: accounts.folder, env: { ...process.env, ...accounts.env } })

describe('sallyport test --target', () => {
  it('comes to the same verdicts in accounts with other ids, and leaves nothing', async () => {
    const { code, stdout, stderr } = await run('--target', 'night', '-t', '/^works|external ID of another/')
    expect(stderr).toMatch(/run [0-9a-z]{10}: \d+ resources, nothing is left of them/)
    expect(stdout).toContain('2 cases, 2 as expected')
    expect(stdout).toContain('The role `EtleapInput` expects the external ID `dep-42-old`, but the connection sends `dep-42`.')
    expect(code).toBe(0)
    expect(await thingsIn(accounts)).toEqual([])
    const [journal = ''] = readdirSync(join(accounts.folder, '.sallyport/journals'))
    expect(readFileSync(join(accounts.folder, '.sallyport/journals', journal), 'utf8')).toMatch(/"ahead":.*\n.*"ended":true\}\n$/s)
  })

  it('writes nothing where the guard says no, and says all of it', async () => {
    const before = writesOf(accounts).length
    const { code, stderr } = await run('--target', 'locked', '-t', 'works')
    expect(stderr).toMatch(/\[guard\/read-only\][\s\S]*nothing was written/)
    expect(code).toBe(3)
    expect(writesOf(accounts)).toHaveLength(before)
  })

  it('does not know a target that is not in sallyport.yaml', () => {
    const here = process.cwd()
    process.chdir(accounts.folder)
    try {
      expect(() => findTarget('nigth')).toThrow(expect.objectContaining({ code: 2, help: 'did you mean `night`?' }))
    } finally {
      process.chdir(here)
    }
  })
})
