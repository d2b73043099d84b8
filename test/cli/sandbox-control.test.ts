import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const main = resolve(import.meta.dirname, '../../dist/cli/main.js')

/** Starts it as a user would, and gives what it printed once it is there. */
async function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly printed: string; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [main, 'sandbox', 'start', ...args], { env })
  const ended = new Promise<void>((done) => child.on('close', () => done()))
  const printed = await new Promise<string>((done, fail) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('# user')) done(text)
    })
    child.on('close', (code) => fail(new Error(`the sandbox ended with ${code}`)))
  })
  const stop = (): Promise<void> => {
    child.kill('SIGTERM')
    return ended
  }
  return { printed, stop }
}

it('a running sandbox is found by env, status and reset, until it is stopped', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-test-'))
  const seed = join(folder, 'seed.yaml')
  writeFileSync(seed, 'accounts: { "111122223333": { users: { ana: { accessKeys: [{ accessKeyId: ANAKEY, secretAccessKey: "a b" }] } } } }')
  const env = { ...process.env, XDG_RUNTIME_DIR: folder, SALLYPORT_CONTROL_URL: undefined }
  const sandbox = await start(['--seed', seed], env)
  try {
    expect(sandbox.printed).toContain('# user ana of 111122223333: AWS_ACCESS_KEY_ID=ANAKEY AWS_SECRET_ACCESS_KEY=a b')
    const run = (...args: string[]) => runCli(['sandbox', ...args], { env })
    const [printed, status, reset] = await Promise.all([run('env', '--as', 'ana'), run('status', '--json'), run('reset')])
    expect(printed.stdout).toContain("export AWS_ACCESS_KEY_ID=ANAKEY\nexport AWS_SECRET_ACCESS_KEY='a b'\n")
    expect(printed.stdout).toContain(/export AWS_ENDPOINT_URL=.*/.exec(sandbox.printed)?.[0])
    expect(JSON.parse(status.stdout)).toMatchObject({ profile: 'current', accounts: [{ id: '111122223333', users: 1 }] })
    expect([printed.code, status.code, reset.code]).toEqual([0, 0, 0])
  } finally {
    await sandbox.stop()
  }
  const gone = await runCli(['sandbox', 'status'], { env })
  rmSync(folder, { recursive: true })
  expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining('no sandbox is running') })
})

it('a seed with problems starts nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-test-'))
  const seed = join(folder, 'seed.yaml')
  writeFileSync(seed, 'accounts: { "1111": {} }')
  const { code, stderr } = await runCli(['sandbox', 'start', '--seed', seed])
  rmSync(folder, { recursive: true })
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('`1111` is not an account id') })
})
