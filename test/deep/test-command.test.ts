import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
afterAll(() => rmSync(folder, { recursive: true }))

function scenario(name: string, cases: string): string {
  const file = join(folder, name)
  const connection =
    '{ iamRole: EtleapInput, externalId: dep-42, inputBucket: acme-exports, baseDirectory: daily, intermediateBucket: etl-transfer }'
  writeFileSync(file, `fixture: ${resolve('policies/s3-input')}\nconnector: s3-input\nconnection: ${connection}\ncases:\n${cases}`)
  return file
}

/** A file with few cases. */
const quick = 'scenarios/s3-input-iam-user.yaml'

describe('sallyport test', () => {
  it('deploys, probes, diagnoses, and exits with 0 when all is as expected', async () => {
    const { stdout, stderr, code } = await runCli(['test', 'scenarios/s3-input.yaml', '-t', 'two things wrong at once'])
    expect(stdout).toContain('1 case, 1 as expected')
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  })

  it('exits with 1 and says what it found when a scenario expects something else', async () => {
    const file = scenario('wrong.yaml', '  broken: { inject: list-on-object-arn, expect: healthy }\n')
    const { stdout, code } = await runCli(['test', file])
    expect(stdout).toMatch(/FAIL {2}broken[\s\S]*expected {2}healthy[\s\S]*got {7}list-on-object-arn/)
    expect(stdout).toContain('may not list which files there are')
    expect(code).toBe(1)
  })

  it('exits with 2 and deploys nothing when a scenario names a fault that is not there', async () => {
    const file = scenario('typo.yaml', '  broken: { inject: list-on-object-am, expect: same }\n')
    const { stdout, stderr, code } = await runCli(['test', file])
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toContain('did you mean `list-on-object-arn`?')
  })

  it('prints the report as JSON, and no secret in it', async () => {
    const { stdout, code } = await runCli(['test', 'scenarios/s3-input-iam-user.yaml', '-t', 'wrong-secret', '--json', '--seed', '1'])
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ version: 1, seed: 1, counts: { passed: 1 }, cases: [{ injected: ['wrong-secret'] }] })
    expect(stdout).not.toMatch(/"secretAccessKey":\s*"[^"]{20}/)
    expect(code).toBe(0)
  })

  it('writes several reports at once, and annotates on GitHub by itself', { timeout: 120_000 }, async () => {
    const [xml, summary] = [join(folder, 'new/junit.xml'), join(folder, 'summary.md')]
    const file = scenario('known.yaml', '  broken: { inject: list-on-object-arn, expect: healthy }\n')
    const env = { ...process.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
    const { stdout, stderr, code } = await runCli(['test', file, '-r', `junit=${xml}`, '-r', 'ndjson'], { env })
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).type),
    ).toEqual(['start', 'case', 'end'])
    expect(stderr).toMatch(/^::error file=/)
    expect(readFileSync(xml, 'utf8')).toContain('<failure')
    expect(readFileSync(summary, 'utf8')).toContain('1 of 1 cases is not as expected')
    expect(code).toBe(1)
  })

  it('says that it was interrupted, and exits with 130', async () => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'test', 'scenarios/s3-input.yaml'], {
      env: { ...process.env, NO_COLOR: '1' },
    })
    let told = ''
    child.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString()
    })
    child.stdout.once('data', () => child.kill('SIGINT'))
    const code = await new Promise((done) => child.on('close', done))
    expect({ code, told }).toEqual({ code: 130, told: expect.stringContaining('interrupted') })
  })

  it('lists the cases without running them', async () => {
    const { stdout } = await runCli(['test', '--list'])
    expect(stdout.trim().split('\n').length).toBeGreaterThanOrEqual(80)
    expect(stdout).toContain('scenarios/s3-input.yaml:')
  })

  it.each([
    [['-r', `tap=${tmpdir()}`], 3, 'it is a folder'],
    [['-r', 'tap=/proc/none/report.tap'], 3, 'the folder takes no new files'],
    [['-r', 'sarf'], 2, 'did you mean `sarif`?'],
    [['-r', 'json', '-r', 'tap'], 2, 'would mix on standard output'],
  ])('runs nothing when a report cannot be written: %j', async (args, code, message) => {
    const result = await runCli(['test', quick, ...args])
    expect(result).toEqual({ stdout: '', stderr: expect.stringContaining(message), code })
  })

  it.each([
    [['-t', 'no such case'], 'no case matches `no such case`'],
    [['-t', '/(/'], 'is no regular expression'],
    [['--faults', 'wrong-secrt'], 'did you mean `wrong-secret`?'],
    [['--concurrency', '0'], 'expected a whole number of at least 1'],
    [['scenarios/none.yaml'], 'there is no `scenarios/none.yaml`'],
  ])('refuses %j', async (args, message) => {
    const { stderr, code } = await runCli(['test', quick, ...args])
    expect({ stderr, code }).toEqual({ stderr: expect.stringContaining(message), code: 2 })
  })
})
