import { Command, CommanderError, Option } from 'commander'
import { version } from '../version.ts'
import { addAccountCommands } from './add-account-commands.ts'
import { addCaseCommands } from './add-case-commands.ts'
import { addPolicyCommands } from './add-policy-commands.ts'
import { addProjectCommands } from './add-project-commands.ts'
import { addSandboxCommands } from './add-sandbox-commands.ts'
import type { Finish } from './finish.ts'

/** The last group of commands in `--help`. */
const tools = 'Projects and tools:'

/** All commands with their options; each loads its own code only when it runs, so that `--help` stays fast. */
export function buildProgram(finish: Finish): Command {
  const needed = new Set<Option>()
  const program = new Command('sallyport')
    .description(
      'Proves what IAM policies let through: deploys them to a sandbox, probes them as a connector does, and says what is misconfigured.',
    )
    .version(version, '-V, --version')
    .showHelpAfterError('(run with --help for the options)')
    .configureHelp({ showGlobalOptions: true })
    .addOption(new Option('--color <when>', 'colours; `auto` is on a terminal').choices(['auto', 'always', 'never']))
    .option('--show-config', 'print the options of the command with where each value comes from, and do nothing')
    .hook('preAction', async (_, command) => {
      chooseColour(program.opts().color)
      const { applySources, strayVariables } = await import('../option-sources.ts')
      for (const { name, help } of strayVariables(program))
        process.stderr.write(`sallyport: no option has the variable ${name}${help === undefined ? '' : `; ${help}`}\n`)
      const origins = await applySources(command, program)
      if (program.opts().showConfig !== true) return
      process.stdout.write(origins.map(({ option, value, origin }) => `${option.padEnd(20)}  ${value}  (${origin})\n`).join(''))
      throw new CommanderError(0, 'sallyport.showConfig', '')
    })
    .hook('preAction', (_, command) => {
      const missing = command.options.find((each) => needed.has(each) && command.getOptionValue(each.attributeName()) === undefined)
      if (missing !== undefined) command.error(`error: required option '${missing.flags}' not specified`)
    })

  addCaseCommands(program.commandsGroup('Connections and requests:'), finish)
  addPolicyCommands(program.commandsGroup('Policies and networks:'), finish)
  addAccountCommands(program.commandsGroup('Real accounts:'), finish)
  addProjectCommands(program.commandsGroup(tools), finish)
  addSandboxCommands(program, finish)
  program.addHelpCommand(
    new Command('help').argument('[command]').helpOption(false).description('display help for command').helpGroup(tools),
  )
  deferNeeded(program, needed)
  return program
}

/** An option that must be given may come from elsewhere than the command line, so that it is missed only after all have been asked. */
function deferNeeded(command: Command, needed: Set<Option>): void {
  for (const option of command.options.filter(({ mandatory }) => mandatory)) needed.add(option.makeOptionMandatory(false))
  for (const child of command.commands) deferNeeded(child, needed)
}

/** @see https://no-color.org */
function chooseColour(when: 'auto' | 'always' | 'never' | undefined): void {
  if (when === 'always') {
    delete process.env.NO_COLOR
    process.env.FORCE_COLOR = '1'
  }
  if (when === 'never') process.env.NO_COLOR = '1'
}
