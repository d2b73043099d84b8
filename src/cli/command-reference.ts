import type { Argument, Command, Option } from 'commander'
import { type ExitCode, exitCode } from './exit-code.ts'

const head = `# Commands

What \`sallyport COMMAND --help\` prints, for all commands, from the same definitions (\`sallyport reference > docs/commands.md\`). What they are
for stands in the [README](../README.md).

Results go to standard output, everything else to standard error. Exit codes: 0 all as expected, 1 an expectation failed, 2 the input is wrong, 3 the target
could not be used, 70 a bug of ours. \`NO_COLOR\` switches colours off, \`FORCE_COLOR\` on, and so does \`--color auto|always|never\`.

Each option can be set by its variable (\`--fail-on\` by \`SALLYPORT_FAIL_ON\`) and by \`defaults\` of \`sallyport.yaml\` too ([how](test.md#where-options-come-from));
\`--show-config\` with any command prints what its options are and where each comes from, and does nothing.
`

/** `sallyport reference`: every command with its arguments and options, as Markdown. */
export function commandReference(program: Command): ExitCode {
  const commands = commandsIn(program, 'sallyport')
  process.stdout.write([head, ...commands.map(({ command, path }) => sectionOf(command, path))].join('\n'))
  return exitCode.ok
}

interface Placed {
  readonly command: Command
  readonly path: string
}

function commandsIn(parent: Command, path: string): readonly Placed[] {
  const visible = parent.createHelp().visibleCommands(parent)
  return visible
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const own = `${path} ${command.name()}`
      return [{ command, path: own }, ...commandsIn(command, own)]
    })
}

function sectionOf(command: Command, path: string): string {
  const help = command.createHelp()
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help')
  const rows = [
    ...command.registeredArguments.map((argument) => row(term(argument), [argument.description, ...given(argument)])),
    ...options.map((option) => row(option.flags, [option.description, ...given(option)])),
  ]
  const used = [path, ...command.registeredArguments.map(term), ...(options.length > 0 ? ['[options]'] : [])].join(' ')
  const table = rows.length === 0 ? [] : ['', '| | |', '| --- | --- |', ...rows]
  return [`## \`${used}\``, '', sentence(help.commandDescription(command)), ...table, ''].join('\n')
}

/** As in the usage line: `<needed>`, `[optional]`. */
function term(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

function given({ argChoices, defaultValue, defaultValueDescription }: Argument | Option): readonly string[] {
  const isTold = defaultValue !== undefined && defaultValue !== false && defaultValue !== true && !isEmpty(defaultValue)
  const value = defaultValueDescription ?? (isTold ? [defaultValue].flat().join(' ') : undefined)
  return [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`]),
    ...(value === undefined ? [] : [`by default \`${value}\``]),
  ]
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

const row = (what: string, says: readonly string[]): string =>
  `| \`${cell(what)}\` | ${cell(says.filter((one) => one !== '').join('; '))} |`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
