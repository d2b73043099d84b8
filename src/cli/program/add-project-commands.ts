import { Argument, type Command } from 'commander'
import type { Finish } from './finish.ts'
import { parameterOption, varFileOption } from './option-values.ts'

/** Commands for a project and the catalogue. */
export function addProjectCommands(program: Command, finish: Finish): void {
  addInit(program, finish)
  addFaults(program, finish)
  addSchema(program, finish)
  addCompletions(program, finish)
  addReference(program, finish)
  addDoctor(program, finish)
}

function addFaults(program: Command, finish: Finish): void {
  program
    .command('faults')
    .description('the catalogue of misconfigurations, or one of them in full')
    .argument('[id]', 'the fault to show')
    .option('--json', 'print as JSON')
    .action(async (id: string | undefined, options) => finish((await import('../faults.ts')).faults(id, options)))
}

function addInit(program: Command, finish: Finish): void {
  program
    .command('init')
    .description('a first project, of your policies or of made-up ones; ends with a run that is green')
    .argument('[dir]', 'where to', '.')
    .option(
      '--from <file...>',
      'policies of a role, its trust policy, a bucket policy: which is which is seen; or a Terraform plan, a template, the details of an account',
    )
    .option('--bucket <name>', 'the bucket, where the policies do not say it')
    .option('--folder <path>', 'the folder in it')
    .option('--role <name>', 'the name of the role')
    .addOption(parameterOption())
    .addOption(varFileOption())
    .option('--github', 'with a workflow for GitHub')
    .action(async (directory: string, options) => finish(await (await import('../init.ts')).init(directory, options)))
}

function addSchema(program: Command, finish: Finish): void {
  program
    .command('schema')
    .description('the JSON Schema of a file that you write, for editors; without a name, their names')
    .argument('[name]', 'fixture, scenario, suppressions …')
    .action(async (name: string | undefined) => finish((await import('../schema.ts')).schema(name)))
}

function addCompletions(program: Command, finish: Finish): void {
  program
    .command('completions')
    .description('a script that completes commands, options, faults and reporters')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => finish((await import('../completions.ts')).completions(shell, program)))
}

function addReference(program: Command, finish: Finish): void {
  program
    .command('reference', { hidden: true })
    .description('every command with its options, as Markdown')
    .action(async () => finish((await import('../command-reference.ts')).commandReference(program)))
}

function addDoctor(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .description('whether this machine, and on request a target, has what the commands need; writes nothing and tells no secret')
    .option(
      '--target <name>',
      'asks the accounts of this target, or pool, of `sallyport.yaml`; without it targets are listed and not asked',
    )
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('../doctor.ts')).doctor(options)))
}
