import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { narrowScenarios, readPaths, type Selection, selectCases } from '../../src/cli/test/select-cases.ts'
import { everyFault } from '../../src/faults/every-fault.ts'
import { loadScenarios } from '../../src/scenario/load.ts'
import { planCases } from '../../src/scenario/plan.ts'
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

/** The titles that are chosen of the scenarios of the folder, without a process of their own. */
async function choose(...[asked, narrowed = {}]: [asked: readonly string[], narrowed?: Partial<Selection>]): Promise<readonly string[]> {
  const { paths, lines } = readPaths(asked.map((path) => join(folder, path)))
  const selection = { tags: [], lines, ...narrowed }
  const loaded = await loadScenarios(
    paths,
    everyFault.map(({ id }) => id),
  )
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  const planned = planCases(narrowScenarios(loaded.value, selection), new Map(everyFault.map((fault) => [fault.id, fault])))
  return planned.ok ? [...selectCases(planned.value, selection)].map(({ title }) => title) : []
}

describe('sallyport test chooses', () => {
  it.each<[readonly string[], Partial<Selection>, readonly string[]]>([
    [['scenarios/x.yaml:6'], {}, ['works']],
    [['scenarios/x.yaml:9'], {}, ['wrong expectation']],
    [['scenarios'], { tags: ['quick'] }, ['works']],
    [['scenarios'], { tags: ['input'] }, ['works', 'wrong expectation']],
    [['scenarios/x.yaml'], { shard: { index: 2, count: 2 } }, ['wrong expectation']],
    [['scenarios/x.yaml'], { filter: '/^wr/' }, ['wrong expectation']],
  ])('%j %j', async (paths, selection, titles) => {
    expect(await choose(paths, selection)).toEqual(titles)
  })

  it('each case in exactly one of the shards', async () => {
    const shards = await Promise.all([1, 2, 3].map((index) => choose(['scenarios'], { shard: { index, count: 3 } })))
    expect(shards.flat().sort()).toEqual([...(await choose(['scenarios']))].sort())
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
    [['--tag', 'nope'], 'there are the tags `input`, `quick`'],
    [['--shard', '3/2'], 'the first not above the second'],
    [['--write-baseline'], 'needs `--reason`, `--owner` and `--expires`'],
  ])('and refuses %j', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  })
})

describe('a case that is marked `only`', () => {
  it('runs alone, and is refused where that is forbidden', async () => {
    const file = join(folder, 'scenarios/marked.yaml')
    writeFileSync(file, scenario.replace('[quick] }', '[quick], only: true }'))
    const alone = await run('scenarios', '--list')
    const forbidden = await run('scenarios', '--list', '--forbid-only')
    rmSync(file)
    expect(alone).toMatchObject({ code: 0, stdout: 'scenarios/marked.yaml:6  works  [input, quick]\n' })
    expect(forbidden).toMatchObject({ code: 2, stderr: expect.stringContaining('scenarios/marked.yaml:6:3: `works` is marked `only`') })
  })

  it('is passed over where nothing is chosen and that may be', async () => {
    expect(await run('-t', 'nonsense', '--pass-with-no-tests')).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to do') })
  })
})

describe('a failure of yesterday', () => {
  it('is run again, borne, and in the end expected', { timeout: 120_000 }, async () => {
    expect(await run('scenarios/x.yaml')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('repeat    sallyport test scenarios/x.yaml:7\n'),
    })
    expect(existsSync(join(folder, '.sallyport/.gitignore'))).toBe(true)
    expect(await run('--last-failed', '--list')).toMatchObject({ code: 0, stdout: 'scenarios/x.yaml:7  wrong expectation  [input]\n' })

    const why = ['--reason', 'waits for TICKET-7', '--owner', 'ana', '--expires', '2999-01-31']
    expect(await run('--last-failed', '--write-baseline', ...why)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('1 failure is suppressed'),
    })
    // One that has run out, above the new one, does not stand in its way.
    const baseline = join(folder, 'sallyport-suppressions.yaml')
    const written = readFileSync(baseline, 'utf8')
    writeFileSync(baseline, written.replace('2999-01-31', '2001-01-31'))
    expect(await run('--last-failed', '--write-baseline', ...why)).toMatchObject({ code: 0 })
    expect(await run('scenarios/x.yaml:7')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 suppressed') })

    expect(await run('scenarios/x.yaml', '--update')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('1 of 1 expectations updated'),
    })
    writeFileSync(baseline, written)
    const updated = readFileSync(join(folder, 'scenarios/x.yaml'), 'utf8')
    expect(updated).toBe(scenario.replace('expect: healthy # not', 'expect: { fault: list-on-object-arn } # not'))
    const now = await run('scenarios/x.yaml:7')
    expect(now).toMatchObject({ code: 0, stderr: expect.stringContaining('is no longer needed') })

    renameSync(join(folder, 'scenarios/x.yaml'), join(folder, 'scenarios/renamed.yaml'))
    expect(await run('scenarios/renamed.yaml:6')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('the suppression of `wrong expectation` names `scenarios/x.yaml`, which is not there (ana)'),
    })
    renameSync(join(folder, 'scenarios/renamed.yaml'), join(folder, 'scenarios/x.yaml'))
  })

  it('is not updated where CI looks on', async () => {
    const { code, stderr } = await runCli(['test', '--update'], { cwd: folder, env: { ...process.env, CI: 'true' } })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('does not run where `CI` is set') })
  })
})

it('the shards of a run are merged into the report of the whole run, and a missing one is exit code 3', async () => {
  writeFileSync(join(folder, 'scenarios/shards.yaml'), scenario)
  const chosen = ['scenarios/shards.yaml', '--seed', '1']
  for (const index of [1, 2]) await run(...chosen, '--shard', `${index}/2`, '-r', `blob=b${index}.json`)
  const merge = (...files: string[]) =>
    runCli(['merge', ...files, '-r', 'tap'], { cwd: folder, env: { ...process.env, GITHUB_ACTIONS: '' } })
  const whole = await run(...chosen, '-r', 'tap')
  expect(await merge('b2.json', 'b1.json')).toMatchObject({ code: 1, stdout: whole.stdout })
  expect(await merge('b1.json')).toMatchObject({ code: 3, stderr: expect.stringContaining('shard 2 is missing') })
})
