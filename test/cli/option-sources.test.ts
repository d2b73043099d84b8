import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { applySources, strayVariables } from '../../src/cli/option-sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
const settings = join(folder, 'sallyport.yaml')
afterEach(() => {
  rmSync(settings, { force: true })
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
afterAll(() => rmSync(folder, { recursive: true }))

const whole = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a number.')
  return Number(text)
}

/** What `test` is told, and where from; the working directory has this `sallyport.yaml`. */
async function told(args: readonly string[], variables: Readonly<Record<string, string>> = {}, file?: string) {
  if (file !== undefined) writeFileSync(settings, file)
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const program = new Command('sallyport').exitOverride()
  program.command('gate').option('--fail-on <what>')
  const command = program
    .command('test')
    .option('--workers <n>', 'so many', whole, 4)
    .option('--dots')
    .option('--coverage [percent]', 'how much', whole)
    .addOption(new Option('--trace [when]').choices(['off', 'on']).preset('on'))
    .addOption(new Option('--label <label>').argParser((value: string, before: readonly string[]) => [...before, value]).default([]))
    .option('--no-colour')
    .action(() => {})
  await program.parseAsync(['node', 'sallyport', 'test', ...args])
  const origins = await applySources(command, program, settings)
  return { options: command.opts(), origins: new Map(origins.map(({ option, origin }) => [option, origin])), program }
}

describe('an option counts', () => {
  const file = 'defaults:\n  test:\n    workers: 8\n    label: [quick, slow]\n    dots: yes\n'

  it('from the command line before the environment, before the file, before its default', async () => {
    const { options, origins } = await told(['--workers', '1'], { SALLYPORT_WORKERS: '2', SALLYPORT_LABEL: 'a,b' }, file)
    expect(options).toMatchObject({ workers: 1, label: ['a', 'b'], dots: true, colour: true })
    expect([...origins]).toEqual([
      ['--workers', 'command line'],
      ['--dots', 'sallyport.yaml:5'],
      ['--coverage', 'default'],
      ['--trace', 'default'],
      ['--label', 'SALLYPORT_LABEL'],
      ['--no-colour', 'default'],
    ])
    vi.unstubAllEnvs()
    expect((await told([], {}, file)).options).toMatchObject({ workers: 8, label: ['quick', 'slow'] })
  })

  it.each([
    [{ SALLYPORT_DOTS: '1' }, { dots: true }],
    [{ SALLYPORT_DOTS: 'off' }, { dots: undefined }],
    [{ SALLYPORT_COVERAGE: 'true' }, { coverage: true }],
    [{ SALLYPORT_COVERAGE: '80' }, { coverage: 80 }],
    [{ SALLYPORT_TRACE: 'true' }, { trace: 'on' }],
    [{ SALLYPORT_TRACE: 'off' }, { trace: 'off' }],
    [{ SALLYPORT_NO_COLOUR: 'yes' }, { colour: false }],
    [{ SALLYPORT_WORKERS: '' }, { workers: 4 }],
  ])('as its variable says: %j', async (variables, expected) => {
    const { options } = await told([], variables)
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, options[key]]))).toEqual(expected)
  })

  it.each([{ SALLYPORT_WORKERS: 'many' }, { SALLYPORT_DOTS: 'perhaps' }, { SALLYPORT_TRACE: 'loud' }])(
    'or is refused with the name of its variable: %j',
    async (variables) => {
      await expect(told([], variables)).rejects.toThrow(Object.keys(variables)[0] ?? '')
    },
  )
})

describe('nothing is passed over in silence:', () => {
  it('a variable of our name that is no option', async () => {
    const { program } = await told([], { SALLYPORT_WORKRES: '2', SALLYPORT_CONTROL_URL: 'http://x' })
    expect(strayVariables(program)).toEqual([{ name: 'SALLYPORT_WORKRES', help: 'did you mean `SALLYPORT_WORKERS`?' }])
  })

  it('a command or option of the file that is not there, and what the gate is not told by a file', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const file = 'defaults:\n  tset: { workers: 1 }\n  test: { wrkers: 1 }\n  gate: { fail-on: none }\n'
    await expect(told([], {}, file)).rejects.toThrow('cannot be used')
    const text = written.mock.calls.map(([line]) => String(line)).join('')
    for (const said of ['no command `tset`', 'did you mean `test`?', 'no option `--wrkers`', '`--fail-on` cannot stand in a file'])
      expect(text).toContain(said)
  })
})
