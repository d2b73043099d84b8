import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
      expect(text).toMatch(/sallyport@(?:\$VERSION"\)[\s\S]*"\$\{sallyport\[@\]\}"|\d+\.\d+\.\d+\}?) test/)
    },
  )

  describe('the action, in a folder of a repository', () => {
    const repository = join(folder, 'repository')
    const project = join(repository, 'access rules')
    for (const name of ['policies/sftp', 'scenarios/sftp.yaml']) cpSync(name, join(project, name), { recursive: true })
    mkdirSync(join(folder, 'bin'))
    const cli = resolve('dist/cli/main.js')
    // In the place of npx: what it would fetch is here.
    writeFileSync(join(folder, 'bin/npx'), `#!/bin/sh\nshift 2\nexec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 })
    const [step] = parse(readFileSync('action.yml', 'utf8')).runs.steps
    const act = (inputs: Readonly<Record<string, string>>) => {
      const summary = join(folder, 'summary.md')
      rmSync(summary, { force: true })
      const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
        cwd: project,
        encoding: 'utf8',
        env: {
          PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
          HOME: folder,
          GITHUB_ACTIONS: 'true',
          GITHUB_WORKSPACE: repository,
          GITHUB_STEP_SUMMARY: summary,
          VERSION: '0.1.0',
          PATHS: 'scenarios',
          SARIF: '',
          BASE: '',
          ...inputs,
        },
      })
      return { status, said: `${stdout}${stderr}`, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '' }
    }

    it('takes inputs for what they are, whatever stands in them', () => {
      expect(act({ PATHS: 'scenarios/sftp.yaml:19\n\n' })).toMatchObject({ status: 0, summary: expect.stringContaining('as expected') })
      expect(act({ PATHS: '$(touch taken)\n--version' })).toMatchObject({
        status: 2,
        said: expect.stringContaining('there is no `--version`'),
      })
      expect(act({ VERSION: 'file:.' })).toMatchObject({ status: 2 })
      expect(act({ BASE: '--help', PATHS: 'scenarios/sftp.yaml:19' }).status).toBe(2)
      expect(existsSync(join(project, 'taken'))).toBe(false)
    })

    it('names files as they are seen from the root of the checkout', () => {
      const scenario = join(project, 'scenarios/sftp.yaml')
      writeFileSync(scenario, readFileSync(scenario, 'utf8').replace('expect: healthy', 'expect: { fault: db-password-wrong }'))
      const { status, said } = act({ PATHS: 'scenarios/sftp.yaml:19', SARIF: 'out/found.sarif' })
      expect({ status, said }).toEqual({ status: 1, said: expect.stringContaining('::error file=access rules/scenarios/sftp.yaml,line=') })
      expect(readFileSync(join(project, 'out/found.sarif'), 'utf8')).toContain('"uri": "access%20rules/scenarios/sftp.yaml"')
    })
  })

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
