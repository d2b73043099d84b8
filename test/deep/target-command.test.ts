import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findTarget } from '../../src/cli/probe/open-target.ts'
import { type Accounts, openAccounts, thingsIn } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts()
})
afterAll(() => accounts.sandbox.close())

const scenarios = resolve(import.meta.dirname, '../../scenarios/s3-input.yaml')

describe('sallyport test --target', () => {
  it('does not know a target that is not in sallyport.yaml', () => {
    const find = (): unknown => findTarget('nigth', join(accounts.folder, 'sallyport.yaml'))
    expect(find).toThrow(expect.objectContaining({ code: 2, help: 'did you mean `night`?' }))
  })
})

/** How many creations the journals name. */
function written(): number {
  const folder = join(accounts.folder, '.sallyport/journals')
  const texts = existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')) : []
  return (
    texts
      .filter((text) => !text.includes('"ended"'))
      .join('')
      .split('"ahead"').length - 1
  )
}

/** Starts a run, and sends the signal once it has written so often. */
async function interrupted(
  signal: 'SIGINT' | 'SIGKILL',
  writes: number,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = spawn(
    process.execPath,
    [resolve('dist/cli/main.js'), 'test', '--target', 'night', '-t', 'works', relative(accounts.folder, scenarios)],
    {
      cwd: accounts.folder,
      env: { ...process.env, ...accounts.env, NO_COLOR: '1' },
    },
  )
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const watch = setInterval(() => {
    if (written() < writes) return
    clearInterval(watch)
    child.kill(signal)
  }, 2)
  const code = await new Promise<number | null>((done) => {
    child.on('close', done)
  })
  clearInterval(watch)
  return { code, stderr }
}

describe('a run that is interrupted', { timeout: 120_000 }, () => {
  it('cleans up after Ctrl-C and exits with 130', async () => {
    const { code, stderr } = await interrupted('SIGINT', 4)
    expect(stderr).toMatch(/interrupted; cleaning up[\s\S]*nothing is left of them/)
    expect(code).toBe(130)
    expect(await thingsIn(accounts)).toEqual([])
  })

  it('is found by sallyport clean after SIGKILL', async () => {
    expect((await interrupted('SIGKILL', 5)).code).toBeNull()
    expect((await thingsIn(accounts)).length).toBeGreaterThan(0)
    const { code, stdout } = await runCli(['clean', '--target', 'night'], {
      cwd: accounts.folder,
      env: { ...process.env, ...accounts.env },
    })
    expect(stdout).toMatch(/removed user sallyport-[0-9a-z]{10}-0[01]-etl-app in account/)
    expect(stdout).toMatch(/\d+ removed, 0 left behind, 0 of runs that are not over/)
    expect(code).toBe(0)
    expect(await thingsIn(accounts)).toEqual([])
  })
})
