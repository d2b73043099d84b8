import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
afterAll(() => rmSync(folder, { recursive: true }))
const node = (...args: string[]) =>
  spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: '' } })

describe('the examples', () => {
  it('say what is wrong with a connection', () => {
    expect(node('examples/connection-validator/validate.mjs')).toMatchObject({ status: 0, stdout: 'the connection works\n' })
    const { status, stdout } = node('examples/connection-validator/validate.mjs', 'policies/s3-input', 'other')
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining('expects the external ID `dep-42`') })
  })

  it.each([...readdirSync('examples/ci').filter((name) => name.endsWith('.yml')), '../../action.yml'])(
    '%s is YAML with commands that are there',
    (name) => {
      const text = readFileSync(join('examples/ci', name), 'utf8')
      expect(parse(text)).toBeTypeOf('object')
      expect(text).toMatch(/sallyport@(?:\$VERSION"|\d+\.\d+\.\d+\}?) test/)
    },
  )

  it('run what a commit touches before it is made', { timeout: 120_000 }, () => {
    for (const name of ['policies/s3-input', 'scenarios/s3-input.yaml']) cpSync(name, join(folder, name), { recursive: true })
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder })
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'first')
    const env = { ...process.env, SALLYPORT: `${process.execPath} ${resolve('dist/cli/main.js')}`, NO_COLOR: '1', GITHUB_ACTIONS: '' }
    const hook = () => spawnSync(resolve('examples/ci/pre-commit.sh'), { cwd: folder, encoding: 'utf8', env })
    expect(hook()).toMatchObject({ status: 0, stderr: expect.stringContaining('no file has changed') })
    appendFileSync(join(folder, 'policies/s3-input/read.json'), '}')
    expect(hook()).toMatchObject({ status: 2, stderr: expect.stringContaining('policies/s3-input/read.json') })
  })
})
