import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliResult, runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
const scenario = `fixture: ../policies/s3-input
connector: s3-input
connection: { iamRole: EtleapInput, externalId: dep-42, inputBucket: acme-exports, baseDirectory: daily, intermediateBucket: etl-transfer }
tags: [input]
cases:
  works: { expect: healthy, tags: [quick] }
  wrong expectation:
    inject: list-on-object-arn
    expect: healthy # not so
`
const run = (...args: string[]): Promise<CliResult> =>
  runCli(['test', ...args], { cwd: folder, env: { ...process.env, GITHUB_ACTIONS: '', CI: '' } })
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder, stdio: 'ignore' })

beforeAll(() => {
  for (const name of ['policies/s3-input', 'policies/s3-input-iam-user']) cpSync(resolve(name), join(folder, name), { recursive: true })
  cpSync(resolve('scenarios/s3-input-iam-user.yaml'), join(folder, 'scenarios/user.yaml'))
  writeFileSync(join(folder, 'scenarios/x.yaml'), scenario)
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'first')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('sallyport test chooses', () => {
  it.each([
    [['scenarios/x.yaml:6'], ['works']],
    [['scenarios/x.yaml:9'], ['wrong expectation']],
    [['scenarios', '--tag', 'quick'], ['works']],
    [
      ['scenarios', '--tag', 'input'],
      ['works', 'wrong expectation'],
    ],
    [['scenarios/x.yaml', '--shard', '2/2'], ['wrong expectation']],
  ])('%j', async (args, titles) => {
    const { stdout } = await run(...args, '--list')
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('  ')[1]),
    ).toEqual(titles)
  })

  it('each case in exactly one of the shards', async () => {
    const all = await run('--list')
    const shards = await Promise.all([1, 2, 3].map((index) => run('--list', '--shard', `${index}/3`)))
    expect(shards.flatMap(({ stdout }) => stdout.trim().split('\n')).sort()).toEqual(all.stdout.trim().split('\n').sort())
  })

  it('what a change touches, and nothing where nothing has changed', async () => {
    expect(await run('--changed', '--list')).toMatchObject({ stdout: '', code: 0, stderr: expect.stringContaining('no file has changed') })
    appendFileSync(join(folder, 'policies/s3-input/read.json'), '\n')
    const { stdout } = await run('--changed', '--list')
    git('checkout', '-q', '.')
    expect(
      new Set(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split(':')[0]),
      ),
    ).toEqual(new Set(['scenarios/x.yaml']))
    expect(await run('--changed', 'no-such-branch')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a commit, a branch or a tag?'),
    })
  })

  it.each([
    [['scenarios/x.yaml:1'], 'no case stands at `scenarios/x.yaml:1`'],
    [['--tag', 'none'], 'no case has the tag `none`'],
    [['--shard', '3/2'], 'the first not above the second'],
    [['--write-baseline'], 'needs `--reason`, `--owner` and `--expires`'],
    [['--suppressions', 'none.yaml'], 'there is no `none.yaml`'],
  ])('and refuses %j', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  })
})

describe('a failure of yesterday', () => {
  it('is run again, borne, and in the end expected', async () => {
    expect(await run('scenarios/x.yaml')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('repeat    sallyport test scenarios/x.yaml:7\n'),
    })
    expect(existsSync(join(folder, '.sallyport/.gitignore'))).toBe(true)
    expect(await run('--last-failed', '--list')).toMatchObject({ code: 0, stdout: 'scenarios/x.yaml:7  wrong expectation  [input]\n' })

    const why = ['--reason', 'waits for TICKET-7', '--owner', 'ana', '--expires', '2999-01-31']
    expect(await run('--last-failed', '--write-baseline', ...why)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 failure is suppressed'),
    })
    expect(await run('scenarios/x.yaml:7')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 suppressed') })

    expect(await run('scenarios/x.yaml', '--update')).toMatchObject({ stderr: expect.stringContaining('1 of 1 expectations updated') })
    const updated = readFileSync(join(folder, 'scenarios/x.yaml'), 'utf8')
    expect(updated).toBe(scenario.replace('expect: healthy # not', 'expect: { fault: list-on-object-arn } # not'))
    const now = await run('scenarios/x.yaml:7')
    expect(now).toMatchObject({ code: 0, stderr: expect.stringContaining('is no longer needed') })
  })

  it('is not updated where CI looks on', async () => {
    const { code, stderr } = await runCli(['test', '--update'], { cwd: folder, env: { ...process.env, CI: 'true' } })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('does not run where `CI` is set') })
  })
})

describe('--watch', () => {
  it('runs again what a change touches, and nothing else', async () => {
    const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'test', 'scenarios', '--watch', '--tag', 'quick'], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: '' },
    })
    try {
      const [told, until] = listen(child)
      await until('waiting for a change', 1)
      writeFileSync(
        join(folder, 'policies/s3-input-iam-user/read.json'),
        readFileSync(join(folder, 'policies/s3-input-iam-user/read.json'), 'utf8'),
      )
      await until('no scenario depends on a file that has changed', 1)
      writeFileSync(
        join(folder, 'policies/s3-input/read.json'),
        readFileSync(join(folder, 'policies/s3-input/read.json'), 'utf8').replace('s3:GetObject', 's3:PutObject'),
      )
      await until('waiting for a change', 3)
      expect(told()).toMatch(/1 as expected[\s\S]*FAIL {2}works/)
    } finally {
      child.kill()
    }
  })
})

/** What a child has said so far, and a wait for the n-th time that it says something. */
function listen(child: ReturnType<typeof spawn>): [() => string, (text: string, times: number) => Promise<void>] {
  let told = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      told += chunk.toString()
    })
  }
  const until = async (text: string, times: number): Promise<void> => {
    for (let tries = 0; told.split(text).length <= times; tries += 1) {
      if (tries > 1000) throw new Error(`never said ${text}:\n${told}`)
      await new Promise((done) => setTimeout(done, 20))
    }
  }
  return [() => told, until]
}
