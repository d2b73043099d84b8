import { existsSync, readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, type Option } from 'commander'
import type { Problem } from '../base/problem.ts'
import { didYouMean } from '../base/suggest.ts'
import type { CommandDefaults } from '../settings/settings.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'

/** Where the value of an option comes from, in the order in which it counts. */
export interface OptionOrigin {
  readonly option: string
  readonly value: string
  /** `command line`, the name of a variable, `sallyport.yaml:4`, or `default`. */
  readonly origin: string
}

const settingsFile = 'sallyport.yaml'

/** What a change of policies could loosen along with the policies: it is told on the command line or by the environment alone. */
const notInTheFile: Readonly<Record<string, readonly string[]>> = {
  gate: ['fail-on', 'allow-removed', 'no-scenarios', 'scenarios', 'accepted'],
  test: ['filter', 'filter-invert', 'tag', 'last-failed', 'changed', 'shard', 'list', 'pass-with-no-tests', 'update', 'write-baseline'],
}

/** Gives the options that the command line leaves open their values: from the environment, else from `defaults` of `sallyport.yaml`. */
export async function applySources(command: Command, program: Command, settings = settingsFile): Promise<readonly OptionOrigin[]> {
  const file = await fileDefaults(program, settings)
  const own = file.find((each) => each.command === nameOf(command, program))
  return optionsOf(command).map((option): OptionOrigin => {
    const key = option.attributeName()
    const source = command.getOptionValueSource(key)
    if (source === 'cli') return { option: option.long ?? '', value: shown(command.getOptionValue(key)), origin: 'command line' }
    const variable = variableOf(option)
    const text = process.env[variable]
    if (text !== undefined && text !== '') return set(command, option, inParts(option, text), variable)
    const found = own?.options.find(({ name }) => name === nameOfOption(option))
    if (found === undefined) return { option: option.long ?? '', value: shown(command.getOptionValue(key)), origin: 'default' }
    const texts = found.values.map((each) => each.text)
    return set(command, option, texts, `${settingsFile}:${found.at.start.line}`)
  })
}

/** Variables of our name that are no option: a misspelt one must not be passed over in silence. */
export function strayVariables(program: Command): readonly { readonly name: string; readonly help?: string }[] {
  const known = [...new Set(leavesOf(program).flatMap((command) => optionsOf(command).map(variableOf)))]
  const names = Object.keys(process.env).filter((name) => name.startsWith('SALLYPORT_') && name !== 'SALLYPORT_CONTROL_URL')
  return names.filter((name) => !known.includes(name)).map((name) => ({ name, ...didYouMean(name, known) }))
}

const nameOfOption = ({ long }: Option): string => (long ?? '').slice(2)

/** `--fail-on` is `SALLYPORT_FAIL_ON`. */
export const variableOf = (option: Option): string => `SALLYPORT_${nameOfOption(option).replaceAll('-', '_').toUpperCase()}`

const optionsOf = (command: Command): readonly Option[] => command.options.filter(({ long }) => long !== undefined)

/** `test`, `sandbox start`. */
const nameOf = (command: Command, program: Command): string =>
  command.parent === null || command.parent === program ? command.name() : `${nameOf(command.parent, program)} ${command.name()}`

const leavesOf = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap((child) => leavesOf(child))

/** Several values of one variable stand between commas. */
const inParts = (option: Option, text: string): readonly string[] =>
  takesMany(option) ? text.split(',').filter((part) => part !== '') : [text]

const takesMany = (option: Option): boolean => option.variadic || Array.isArray(option.defaultValue)

function set(command: Command, option: Option, texts: readonly string[], origin: string): OptionOrigin {
  const value = readValue(option, texts, origin)
  if (value !== undefined) command.setOptionValueWithSource(option.attributeName(), value, 'env')
  return { option: option.long ?? '', value: shown(command.getOptionValue(option.attributeName())), origin }
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
}

/** As the command line would have read it; nothing where a switch is off. */
function readValue(option: Option, texts: readonly string[], origin: string): unknown {
  const [first = ''] = texts
  const truth = truths[first.toLowerCase()]
  if (option.isBoolean() || option.negate) {
    if (truth === undefined || texts.length !== 1) throw wrong(option, first, origin, 'expected true or false')
    return truth ? !option.negate : undefined
  }
  if (texts.length !== 1 && !takesMany(option)) throw wrong(option, texts.join(', '), origin, 'expected one value')
  if (option.optional && (first === 'true' || first === 'false')) return first === 'true' ? (option.presetArg ?? true) : undefined
  try {
    if (option.parseArg === undefined) return takesMany(option) ? texts : first
    const parse = option.parseArg
    return texts.reduce<unknown>((before, text) => parse(text, before), takesMany(option) && !option.variadic ? [] : undefined)
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw wrong(option, first, origin, error.message)
    throw error
  }
}

const wrong = (option: Option, text: string, origin: string, why: string): CommandFailure =>
  new CommandFailure(exitCode.input, `${origin}: \`${text}\` is no value of \`${option.long}\`: ${why.replace(/\.$/, '')}`)

const shown = (value: unknown): string => (value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value))

/** Reads the file only where it speaks of options, so that no other command pays for it. */
async function fileDefaults(program: Command, file: string): Promise<readonly CommandDefaults[]> {
  if (!existsSync(file) || !/\bdefaults\b/.test(readFileSync(file, 'utf8'))) return []
  const [{ loadSettings }, { printProblems }] = await Promise.all([import('../settings/load.ts'), import('./print-problems.ts')])
  const settings = loadSettings(file)
  const problems = settings.ok ? settings.value.defaults.flatMap((each) => problemsOf(each, program)) : settings.error
  if (settings.ok && problems.length === 0) return settings.value.defaults
  printProblems({ ok: false, error: problems })
  throw new CommandFailure(exitCode.input, `the defaults in \`${settingsFile}\` cannot be used`)
}

function problemsOf({ command: name, at, options }: CommandDefaults, program: Command): readonly Problem[] {
  const commands = new Map(leavesOf(program).map((command) => [nameOf(command, program), command]))
  const command = commands.get(name)
  if (command === undefined)
    return [{ code: 'settings/unknown-command', at, message: `there is no command \`${name}\``, ...didYouMean(name, commands.keys()) }]
  const known = optionsOf(command).map(nameOfOption)
  return options.flatMap((option): readonly Problem[] => {
    const message = `\`${name}\` has no option \`--${option.name}\``
    if (!known.includes(option.name))
      return [{ code: 'settings/unknown-option', at: option.at, message, ...didYouMean(option.name, known) }]
    if (notInTheFile[name]?.includes(option.name) !== true) return []
    const help = 'whoever changes a policy could change this with it: give it on the command line, or in the environment'
    return [{ code: 'settings/not-in-file', at: option.at, message: `\`--${option.name}\` cannot stand in a file for \`${name}\``, help }]
  })
}
