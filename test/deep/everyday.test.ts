import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
const node = (...args: string[]) =>
  spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: '' } })
const scenario = `fixture: ../policies/s3-input
connector: s3-input
connection: { iamRole: EtleapInput, externalId: dep-42, inputBucket: acme-exports, baseDirectory: daily, intermediateBucket: etl-transfer }
cases:
  works: { expect: healthy, tags: [quick] }
`

beforeAll(() => {
  for (const name of ['policies/s3-input', 'policies/s3-input-iam-user']) cpSync(resolve(name), join(folder, name), { recursive: true })
  cpSync(resolve('scenarios/s3-input-iam-user.yaml'), join(folder, 'scenarios/user.yaml'))
  writeFileSync(join(folder, 'scenarios/x.yaml'), scenario)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('sallyport init', () => {
  it('makes a project of nothing that works and ends green', async () => {
    const { stdout, stderr, code } = await runCli(['init', 'new', '--github'], { cwd: folder })
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(stdout).toMatch(/\d\d cases, \d\d as expected/)
    expect(readFileSync(join(folder, 'new/scenarios/first.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/schemas\/scenario\.json\n/,
    )
    expect(readFileSync(join(folder, 'new/.github/workflows/sallyport.yml'), 'utf8')).toMatch(/npx --yes sallyport@\d+\.\d+\.\d+ test/)
    for (const file of ['schemas/fixture.json', '.github/workflows/sallyport.yml']) expect(existsSync(join(folder, 'new', file))).toBe(true)
  })
})

describe('sallyport init --from', () => {
  it('makes a project of a Terraform plan, with a vendor whom the role lets in, and ends green', async () => {
    const plan = resolve('test/fixture/import/plan.json')
    const { stdout, stderr, code } = await runCli(['init', 'planned', '--from', plan], { cwd: folder })
    expect({ stderr, code }).toEqual({ stderr: 'note: left out: 1 of aws_lambda_function\n', code: 0 })
    expect(stdout).toMatch(/\d\d cases, \d\d as expected/)
    expect(readFileSync(join(folder, 'planned/scenarios/first.yaml'), 'utf8')).toContain('  caller: vendor-app\n  iamRole: DataReader\n')
  })

  it('writes nothing where a plan does not say all, or where a file is no policy', async () => {
    for (const [file, says] of [
      ['test/fixture/import/plan-unknown.json', 'known only after the apply'],
      ['package.json', 'is no policy'],
    ] as const) {
      const { stderr, code } = await runCli(['init', 'never', '--from', resolve(file)], { cwd: folder })
      expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
      expect(existsSync(join(folder, 'never'))).toBe(false)
    }
  })
})

describe('completions', () => {
  const shells = [
    [
      'bash',
      'complete -p sallyport; COMP_WORDS=(sallyport access p); COMP_CWORD=2; _sallyport; echo "${COMPREPLY[@]}"',
      /complete .*sallyport\npods\n/,
    ],
    ['fish', 'complete -C "sallyport access p"; complete -C "sallyport test --wat"', /^pods\n--watch\t/],
    [
      'zsh',
      'print -r -- ${_comps[sallyport]}; COMP_WORDS=(sallyport faults sg-n); COMP_CWORD=2; _sallyport; print -- $COMPREPLY',
      /sallyport/,
    ],
  ] as const

  it.each(shells)('are sourced by %s, and know commands, options and values', async (shell, ask, says) => {
    if (spawnSync(shell, ['-c', 'true']).status !== 0) {
      process.stderr.write(`skipped: completions in ${shell}, which is not installed (apt-get install ${shell})\n`)
      return
    }
    const { stdout: script } = await runCli(['completions', shell], { cwd: folder })
    const file = join(folder, `completions.${shell}`)
    writeFileSync(file, shell === 'zsh' ? `autoload -U compinit; compinit -u -d ${join(folder, 'zcompdump')}\n${script}` : script)
    const { stdout, stderr } = spawnSync(shell, shell === 'zsh' ? ['-fc', `source ${file}; ${ask}`] : ['-c', `source ${file}; ${ask}`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    })
    expect(`${stdout}${stderr}`).toMatch(says)
    expect(stderr).toBe('')
  })
})

describe('the README', () => {
  it('shows what is printed', async () => {
    const [, shown = ''] = /^```\n( {2}The policy of the role[\s\S]*?)^```$/m.exec(readFileSync(resolve('README.md'), 'utf8')) ?? []
    const file = join(folder, 'policies/s3-input/read.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('arn:aws:s3:::acme-exports/daily/*', 'arn:aws:s3:::acme-exports'))
    const { stdout, code } = await runCli(['test', 'scenarios/x.yaml'], { cwd: folder })
    writeFileSync(file, text)
    expect(code).toBe(1)
    const lines = shown.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(15)
    for (const line of lines) expect(stdout).toContain(line.replace(/ …$/, ''))
  })
})

describe('the examples', () => {
  it('hold policies to what they are meant to allow, in Vitest', () => {
    const { status, stdout } = node('node_modules/vitest/vitest.mjs', 'run', '--config', 'examples/vitest-suite/vitest.config.mjs')
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/Tests +3 passed/) })
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
