import { type Command, Option } from 'commander'
import type { Finish } from './finish.ts'
import { collect, duration, parameterOption, varFileOption, whole } from './option-values.ts'

const historyFile = '.sallyport/history.ndjson'

/** Commands for accounts that outlive a run. */
export function addAccountCommands(program: Command, finish: Finish): void {
  addClean(program, finish)
  addSweep(program, finish)
  addWorker(program, finish)
  addDrift(program, finish)
  addMerge(program, finish)
  addHistory(program, finish)
}

function addClean(program: Command, finish: Finish): void {
  program
    .command('clean')
    .description('remove what runs have left in a target: by their journals, and by path, prefix and tags alone')
    .requiredOption('--target <name>', 'a target of sallyport.yaml')
    .option('--run <id...>', 'these runs, whatever their age')
    .option('--older-than <time>', 'runs that began so long ago (90m, 2h, 1d) in the place of those that have expired', duration)
    .option('--no-journal', 'as if the journals were lost')
    .option('--dry-run', 'only say what would be removed')
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('../clean.ts')).clean(options)))
}

function addSweep(program: Command, finish: Finish): void {
  program
    .command('sweep')
    .description('fixtures, faults, regions and targets, each with each, in real accounts; nothing is left')
    .argument('[matrix]', 'what to sweep', 'sweep.yaml')
    .option('--plan', 'only print every call it would make, how many, and what they may cost')
    .option('--shard <i/n>', 'a part of it, balanced by what cases took before')
    .option('--budget <time>', 'begin no case after so long (30m, 2h)', duration)
    .option('--name <name>', 'the name of the night, the same for all shards; the date unless given')
    .option('--out <file>', 'where the results of this shard go')
    .option('--history <file>', 'what earlier nights came to', historyFile)
    .option('--record <file>', "append the target's refusals, redacted, to this file")
    .addOption(new Option('--queue <url>', 'let workers take the cases from this Redis').env('SALLYPORT_QUEUE'))
    .option('--json', 'print as JSON')
    .action(async (matrix: string, options) => finish(await (await import('../sweep.ts')).sweep(matrix, options)))
}

function addWorker(program: Command, finish: Finish): void {
  program
    .command('worker')
    .description('take cases of sweeps from a queue, and probe them from where this machine stands')
    .argument('[matrix]', 'the sweep', 'sweep.yaml')
    .addOption(new Option('--queue <url>', 'a Redis, `redis://HOST:PORT`').env('SALLYPORT_QUEUE').makeOptionMandatory())
    .option(
      '--vantage <name>',
      'the place that this machine stands for, as the `from` of connections has it; without it, for cases that have no `from`',
      'anywhere',
    )
    .action(async (matrix: string, options) => finish(await (await import('../worker.ts')).worker(matrix, options)))
}

function addDrift(program: Command, finish: Finish): void {
  program
    .command('drift')
    .description('a fixture against what an account really has, in both directions; it only reads')
    .argument('<fixture>', 'the fixture')
    .argument('[dump...]', 'what the AWS CLI printed of an account (docs/drift.md), files or folders')
    .option('--target <name>', 'read the accounts of this target instead')
    .option('--timeout <seconds>', 'how long the comparison of one principal or policy may take', whole(1), 10)
    .option('--json', 'print as JSON')
    .action(async (fixture: string, dumps: string[], options) => finish(await (await import('../drift.ts')).drift(fixture, dumps, options)))
}

function addMerge(program: Command, finish: Finish): void {
  program
    .command('merge')
    .description('join the shards of a sweep, or of a run of `test` (`-r blob=FILE`); a missing one is exit code 3')
    .argument('<file...>', 'what the shards wrote')
    .addOption(
      new Option('-r, --reporter <name[=file]>', 'of a run: a report, several if given again').argParser(collect).default([], 'pretty'),
    )
    .addOption(parameterOption())
    .addOption(varFileOption())
    .option('--out <file>', 'of a sweep: where the whole goes')
    .option('--history <file>', 'what earlier nights came to', historyFile)
    .option('--json', 'print as JSON')
    .action(async (files: string[], options) => finish(await (await import('../merge.ts')).merge(files, options)))
}

function addHistory(program: Command, finish: Finish): void {
  program
    .command('history')
    .description('the last night beside those before it: new, fixed, flaky, slower, new drift')
    .option('--history <file>', 'what nights came to', historyFile)
    .option('--json', 'print as JSON')
    .action(async (options) => finish((await import('../history.ts')).history(options)))
}
