import { type Command, Option } from 'commander'
import type { Finish } from './finish.ts'
import { collect, enforceOption, parameterOption, percent, reporterNames, shard, varFileOption, whole } from './option-values.ts'

/** Commands that are about single connections and requests. */
export function addCaseCommands(program: Command, finish: Finish): void {
  addTest(program, finish)
  addReproduce(program, finish)
  addExplain(program, finish)
}

function addTest(program: Command, finish: Finish): void {
  program
    .command('test')
    .description('deploy fixtures, probe, diagnose, compare with what the scenarios expect')
    .argument('[path...]', 'scenario files or folders; `FILE:LINE` is the case at that line', ['scenarios'])
    .option('-t, --filter <text>', 'only the cases whose title or fault id contains this text (or matches /this/)')
    .addOption(new Option('--tag <tag>', 'only the cases with this tag; again for several').argParser(collect).default([], 'all cases'))
    .option('--filter-invert <text>', 'leave out the cases whose title or fault id contains this text (or matches /this/)')
    .option('--last-failed', 'only the cases that failed when they last ran')
    .option('--changed [ref]', 'only the scenarios whose files differ from this commit, HEAD unless given')
    .option('--shard <i/n>', 'the i-th of n parts of the cases', shard)
    .option('--faults <ids>', 'inject these (comma separated, or `all`) in the place of the cases')
    .option('--target <name>', 'where to deploy: `embedded`, or a target of sallyport.yaml', 'embedded')
    .addOption(enforceOption())
    .addOption(parameterOption())
    .addOption(varFileOption())
    .option('--seed <number>', 'seed of everything random in the sandbox', whole(0))
    .option('-j, --concurrency <number>', 'cases in flight at once; after a change under `--watch` it is one', whole(1), 4)
    .option('--timeout <seconds>', 'how long one case may take', whole(1), 60)
    .addOption(
      new Option('-r, --reporter <name[=file]>', `a report, several if given again: ${reporterNames}`)
        .argParser(collect)
        .default([], 'pretty'),
    )
    .option('--json', 'print the report as JSON on standard output, as `-r json` does')
    .option('--list', 'print the cases without running them')
    .option('-x, --fail-fast', 'stop at the first case that is not as expected')
    .option('--max-failures <number>', 'stop when so many cases are not as expected', whole(1))
    .option(
      '--retries <number>',
      'with --target: how often a case that is not as expected is tried again; what passes only then is told apart',
      whole(0),
    )
    .addOption(
      new Option('--keep [which]', 'with --target: leave set-ups standing, of every case or of those that are not as expected')
        .choices(['always', 'on-failure'])
        .preset('always'),
    )
    .option('--forbid-only', 'refuse cases that are marked `only`; for CI')
    .option('--pass-with-no-tests', 'exit with 0 where no case is chosen')
    .addOption(
      new Option('--trace [when]', 'why calls were refused, statement by statement, on standard error')
        .choices(['off', 'on-failure', 'on'])
        .preset('on-failure'),
    )
    .option('-q, --quiet', 'in `pretty`: only what is not as expected, and the counts')
    .option('-v, --verbose', 'in `pretty`: the steps of the probe below each case')
    .option('-w, --watch', 'run again what each change of a file touches')
    .option('--coverage [percent]', 'how much of the policies the cases reach; with a number, the least that is enough', percent)
    .option('--history <file>', 'nights of sweeps, to be drawn in the HTML report')
    .option('-u, --update', 'write what was found into the scenarios as what is expected; not where CI is set')
    .option('--suppressions <file>', 'failures that are borne for now; sallyport-suppressions.yaml unless given')
    .option('--write-baseline [file]', 'suppress what fails in this run; needs --reason, --owner and --expires')
    .option('--reason <text>', 'of the new suppressions')
    .option('--owner <name>', 'of the new suppressions')
    .option('--expires <day>', 'of the new suppressions, as 2027-01-31')
    .action(async (paths: string[], options) => finish(await (await import('../test.ts')).test(paths, options)))
}

function addReproduce(program: Command, finish: Finish): void {
  program
    .command('reproduce')
    .description("a customer's policies, settings and error, in any mix: root cause, place and verified fix")
    .argument('[file...]', 'files with whatever the ticket has, or their folder; `-` reads standard input')
    .addOption(new Option('--connector <kind>', 'the kind of connection').choices(['s3-input', 's3-data-lake']))
    .option('--bucket <name>', 'the bucket of the connection')
    .option('--prefix <folder>', 'its base directory')
    .option('--role-arn <arn>', 'the role that it uses')
    .option('--external-id <id>', 'the external ID that it sends')
    .option('--region <name>', 'the region in its settings')
    .option('--caller <arn>', 'who uses the role: ARN of a user or role, or an account id')
    .option('--transfer-bucket <name>', "the vendor's bucket that files go through")
    .option('--kms-key <arn>', 'the key in its settings')
    .option('--source-ip <address>', 'where it calls from')
    .option('--error <text>', 'the error, as if it stood in a file')
    .option('--inspect <target>', 'reads the policies from the accounts of a target, with its inspectors')
    .option('--timeout <seconds>', 'how long one replay may take', whole(1), 60)
    .option('--json', 'print the answer as JSON')
    .option('--save <folder>', 'keep it as a fixture in FOLDER/policies and a scenario in FOLDER/scenarios')
    .option('--redact', "other names, account ids and addresses in the place of the customer's own")
    .action(async (files: string[], options) => finish(await (await import('../reproduce.ts')).reproduce(files, options)))
}

function addExplain(program: Command, finish: Finish): void {
  program
    .command('explain')
    .description('one request against a fixture or policy files: the decision, why, and the line of the policy')
    .argument('[fixture]', 'fixture folder or file')
    .option('--as <principal>', 'a user or role of the fixture, an ARN, a service as s3.amazonaws.com, or `anonymous`')
    .option('--action <action>', 'as s3:GetObject')
    .option('--resource <arn>', 'as arn:aws:s3:::bucket/key')
    .option('--resource-account <id>', 'without a fixture or an event: who owns the resource, where its ARN does not say')
    .option('--context <key=value...>', 'context keys the request sends, as s3:prefix=daily/')
    .option('--event <file>', 'in the place of action and resource: an event of CloudTrail, or a file of them')
    .option('--identity <file...>', 'identity policies, beside those of the fixture')
    .option('--resource-policy <file>', 'the bucket, key, trust or other policy of the resource')
    .option('--boundary <file>', 'the permissions boundary')
    .option('--session <file...>', 'session policies')
    .option('--scp <files...>', 'service control policies, one list a level from the root down: root.json ou1.json,ou2.json')
    .option('--rcp <files...>', 'resource control policies, in the same way')
    .option('--endpoint-policy <file>', 'the policy of the VPC endpoint')
    .addOption(
      new Option('--endpoint-type <type>', 'the kind of that endpoint, Gateway for S3 and DynamoDB unless given').choices([
        'Gateway',
        'Interface',
      ]),
    )
    .addOption(
      new Option('--expect <outcome>', 'exit with 1 unless this is the outcome').choices([
        'allowed',
        'denied',
        'explicitDeny',
        'implicitDeny',
      ]),
    )
    .addOption(parameterOption())
    .addOption(varFileOption())
    .option('--json', 'print the decision tree as JSON')
    .action(async (fixture: string | undefined, options) => finish(await (await import('../explain.ts')).explain(fixture, options)))
}
