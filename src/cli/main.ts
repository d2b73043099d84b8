#!/usr/bin/env node
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { profiles } from '../sandbox/profile.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import type { Shard } from './test/select-cases.ts'
import { version } from './version.ts'

const whole =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`expected a whole number of at least ${least}.`)
    return value
  }

const percent = (text: string): number => {
  const value = Number(text)
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('expected a number from 0 to 100; paths go before it.')
  return value
}

const shard = (text: string): Shard => {
  const [, index = 0, count = 0] = (/^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? []).map(Number)
  if (index < 1 || index > count) throw new InvalidArgumentError('expected two numbers as 1/4, the first not above the second.')
  return { index, count }
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** Spelt out, because the reporters themselves are loaded only when they are needed. */
const reporterNames = 'pretty, dot, json, ndjson, junit, sarif, tap, github, markdown, lcov, html, blob'

/** Milliseconds. */
function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (number === '') throw new InvalidArgumentError('expected a time as 30s, 90m, 2h or 1d.')
  return Number(number) * 1000 * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1)
}

/** One line a command; each loads its own code only when it runs, so that `--help` stays fast. */
function buildProgram(finish: (code: number) => void): Command {
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
      const { applySources, strayVariables } = await import('./option-sources.ts')
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
    .option('--seed <number>', 'seed of everything random in the sandbox', whole(0))
    .option('--concurrency <number>', 'cases in flight at once; after a change under `--watch` it is one', whole(1), 4)
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
    .action(async (paths: string[], options) => finish(await (await import('./test.ts')).test(paths, options)))

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
    .action(async (files: string[], options) => finish(await (await import('./reproduce.ts')).reproduce(files, options)))

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
    .option('--json', 'print the decision tree as JSON')
    .action(async (fixture: string | undefined, options) => finish(await (await import('./explain.ts')).explain(fixture, options)))

  program
    .command('gate')
    .description('what a change of policies newly allows and no longer allows, each with an example; for pull requests')
    .argument('[file...]', 'two policies, plans, templates, account dumps, fixtures or folders; or one Terraform plan')
    .option('--base <commit|folder>', 'what to compare with')
    .option('--head <commit|folder>', 'the change; the working tree unless given')
    .option('--type <type>', 'what the two files are: identity, bucket, trust …; taken from what they say unless given')
    .addOption(
      new Option('--fail-on <what>', 'exit with 1 on new access, on any difference in meaning, or on neither')
        .choices(['broadening', 'any', 'none'])
        .default('broadening'),
    )
    .option('--accepted <file>', 'new access that somebody accepted, with reason, owner and expiry (sallyport-accepted.yaml)')
    .option('--allow-removed', 'compare a policy file that is gone with nothing')
    .option('--scenarios <folder>', 'run those whose fixture changed', 'scenarios')
    .option('--no-scenarios', 'run none')
    .option('-r, --reporter <name[=file]>', 'a report, several if given again: pretty, json, markdown, sarif, github', collect, [])
    .option('--json', 'print the report as JSON on standard output, as `-r json` does')
    .option('--timeout <seconds>', 'how long the comparison of one policy may take', whole(1), 10)
    .option('--account <id>', 'the account of plans and templates that do not say it', '111122223333')
    .option('--region <name>', 'their region', 'us-east-1')
    .option('--parameter <name=value...>', 'values of template parameters, of imported exports, of variables of Terraform')
    .option('--var-file <file...>', "values of Terraform's variables for `.tf` files, beside those that it reads by itself")
    .action(async (files: string[], options) => finish(await (await import('./gate.ts')).gate(files, options)))

  program
    .command('access')
    .description('questions about policies, decided for every request there is')
    .addArgument(
      new Argument(
        '<question>',
        'least: what connections need, as a policy, and what is granted beyond it; outside: who else can reach a bucket, role or key; dead: statements without a say; ever: whether some actions are ever allowed; compare: how two policies relate; pods: whether service accounts of Kubernetes get their roles',
      ).choices(['least', 'outside', 'dead', 'ever', 'compare', 'pods']),
    )
    .argument(
      '[path...]',
      'policies, fixtures, plans, templates, account dumps or folders; for `least` scenarios; for `pods` one fixture, and manifests',
    )
    .option('--action <pattern...>', 'ever: as in Action')
    .option('--resource <pattern...>', 'ever: as in Resource; every resource unless given')
    .option('--when <block>', 'ever: a Condition block in JSON; only requests for which it holds')
    .option('--account <id...>', "outside: accounts that are trusted, the owner's unless given")
    .option('--organization <id...>', 'outside: organizations that are trusted')
    .option('--endpoint <id...>', 'outside: VPC endpoints that are trusted')
    .option('--service <name...>', "outside: AWS services that are trusted in nobody's name")
    .option('--parameter <name=value...>', 'values of template parameters')
    .option('--var-file <file...>', "values of Terraform's variables for `.tf` files, beside those that it reads by itself")
    .addOption(new Option('--expect <what>', 'exit with 1 unless this is found').choices(['nothing', 'something']))
    .option('--timeout <seconds>', 'how long one policy may take', whole(1), 10)
    .option('--json', 'print as JSON')
    .action(async (question: 'least' | 'outside' | 'dead' | 'ever' | 'compare' | 'pods', paths: string[], options) =>
      finish(await (await import('./access.ts')).access(question, paths, options)),
    )

  program
    .command('reach')
    .description('flows through a network: the way hop by hop, or everything that blocks it and what would open it')
    .argument('<network...>', 'fixture folder or file, network file, or JSON of `aws ec2 describe-*` (files or a folder)')
    .option(
      '--from <source>',
      'an address, interface, instance, security group, prefix list, subnet, name, or `internet`; everybody unless given',
    )
    .option('--to <destination>', 'a host, a listener, an interface, a security group, an address, a service; `host:port` too')
    .option('--port <number>', "the port, the listener's own unless given; without --from also a range")
    .option('--protocol <name>', "tcp, udp, icmp, icmpv6 or a number; tcp, or the listener's own, unless given")
    .option('--source-ports <range>', 'the ports that the client chooses from: linux, windows, natGateway or a range')
    .option('--flows <file>', 'many flows: a YAML or JSON list of { from, to, port, protocol, expect }')
    .addOption(enforceOption())
    .option('--open-to-world', 'what half of the internet or more can reach')
    .addOption(new Option('--expect <outcome>', 'exit with 1 unless this is the outcome').choices(['open', 'partial', 'closed']))
    .option('--json', 'print as JSON')
    .action(async (networks: string[], options) => finish(await (await import('./reach.ts')).reach(networks, options)))

  program
    .command('import')
    .description(
      'a fixture out of Terraform (a plan, or its own files), a template of CloudFormation or SAM, a CDK app, the details of an account, or `aws ec2 describe-*`',
    )
    .argument(
      '<file...>',
      '`terraform show -json`, a folder of `.tf` files, a template, `cdk.out`, `aws iam get-account-authorization-details`, or one or several of `aws ec2 describe-*`',
    )
    .requiredOption('-o, --out <folder>', 'the folder to write')
    .option('--account <id>', 'the account it is deployed to, where the file does not say', '111122223333')
    .option('--region <name>', 'the region, where the file does not say', 'us-east-1')
    .option('--parameter <name=value...>', 'values of template parameters, of imported exports, of variables of Terraform')
    .option('--var-file <file...>', "values of Terraform's variables for `.tf` files, beside those that it reads by itself")
    .option('--partial', 'write what can be known, and list the rest')
    .action(async (files: string[], options) => finish(await (await import('./import.ts')).importCommand(files, options)))

  program
    .command('clean')
    .description('remove what runs have left in a target: by their journals, and by path, prefix and tags alone')
    .requiredOption('--target <name>', 'a target of sallyport.yaml')
    .option('--run <id...>', 'these runs, whatever their age')
    .option('--older-than <time>', 'runs that began so long ago (90m, 2h, 1d) in the place of those that have expired', duration)
    .option('--no-journal', 'as if the journals were lost')
    .option('--dry-run', 'only say what would be removed')
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('./clean.ts')).clean(options)))

  const historyFile = '.sallyport/history.ndjson'
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
    .action(async (matrix: string, options) => finish(await (await import('./sweep.ts')).sweep(matrix, options)))

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
    .action(async (matrix: string, options) => finish(await (await import('./worker.ts')).worker(matrix, options)))

  program
    .command('drift')
    .description('a fixture against what an account really has, in both directions; it only reads')
    .argument('<fixture>', 'the fixture')
    .argument('[dump...]', 'what the AWS CLI printed of an account (docs/drift.md), files or folders')
    .option('--target <name>', 'read the accounts of this target instead')
    .option('--timeout <seconds>', 'how long the comparison of one principal or policy may take', whole(1), 10)
    .option('--json', 'print as JSON')
    .action(async (fixture: string, dumps: string[], options) => finish(await (await import('./drift.ts')).drift(fixture, dumps, options)))

  program
    .command('merge')
    .description('join the shards of a sweep, or of a run of `test` (`-r blob=FILE`); a missing one is exit code 3')
    .argument('<file...>', 'what the shards wrote')
    .addOption(
      new Option('-r, --reporter <name[=file]>', 'of a run: a report, several if given again').argParser(collect).default([], 'pretty'),
    )
    .option('--out <file>', 'of a sweep: where the whole goes')
    .option('--history <file>', 'what earlier nights came to', historyFile)
    .option('--json', 'print as JSON')
    .action(async (files: string[], options) => finish(await (await import('./merge.ts')).merge(files, options)))

  program
    .command('history')
    .description('the last night beside those before it: new, fixed, flaky, slower, new drift')
    .option('--history <file>', 'what nights came to', historyFile)
    .option('--json', 'print as JSON')
    .action(async (options) => finish((await import('./history.ts')).history(options)))

  program
    .command('faults')
    .description('the catalogue of misconfigurations, or one of them in full')
    .argument('[id]', 'the fault to show')
    .option('--json', 'print as JSON')
    .action(async (id: string | undefined, options) => finish((await import('./faults.ts')).faults(id, options)))

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
    .option('--parameter <name=value...>', 'of a template, where it has no default')
    .option('--var-file <file...>', "values of Terraform's variables for `.tf` files, beside those that it reads by itself")
    .option('--github', 'with a workflow for GitHub')
    .action(async (directory: string, options) => finish(await (await import('./init.ts')).init(directory, options)))

  program
    .command('schema')
    .description('the JSON Schema of a file that you write, for editors; without a name, their names')
    .argument('[name]', 'fixture, scenario, suppressions …')
    .action(async (name: string | undefined) => finish((await import('./schema.ts')).schema(name)))

  program
    .command('completions')
    .description('a script that completes commands, options, faults and reporters')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => finish((await import('./completions.ts')).completions(shell, program)))

  program
    .command('reference', { hidden: true })
    .description('every command with its options, as Markdown')
    .action(async () => finish((await import('./command-reference.ts')).commandReference(program)))

  program
    .command('doctor')
    .description('whether this machine, and on request a target, has what the commands need; writes nothing and tells no secret')
    .option(
      '--target <name>',
      'asks the accounts of this target, or pool, of `sallyport.yaml`; without it targets are listed and not asked',
    )
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('./doctor.ts')).doctor(options)))

  const sandbox = program.command('sandbox').description('the embedded AWS-compatible server alone, for any AWS client')
  const region = new Option('--region <name>', 'the region that clients are told').default('us-east-1')
  const sandboxOptions = (command: Command): Command =>
    command
      .option('--seed <file>', 'accounts, users with given keys, KMS keys, OIDC issuers and the clock to start with')
      .addOption(new Option('--profile <name>', 'behave as AWS does now, or as older S3 servers').choices(profiles).default('current'))
      .option('--fixture <path...>', 'deploy these fixtures into it first')
      .option('--account <id...>', 'accounts to create, beside those of the fixtures (111122223333 where there are none)')
      .addOption(region)
  sandboxOptions(sandbox.command('start', { isDefault: true }))
    .description('run it in the foreground and print how to point a client at it')
    .option('--port <number>', 'port to listen on; a free one unless given', whole(0), 0)
    .option('--data <folder>', 'keep everything in this folder, so that it survives a restart, and a crash')
    .option('--host <address>', 'address to listen on; another than loopback needs --allow-remote')
    .option('--tls', 'speak TLS on the main endpoint, with a certificate made at the start')
    .option('--allow-remote', 'let other machines in: whoever has a key can use it')
    .addOption(new Option('--log <what>', 'one line for each decision, on standard error').choices(['decisions']))
    // A misspelt command of `sandbox` comes here, as `start` may be left out.
    .allowExcessArguments()
    .action(async (options, { args: [word] }: Command) => {
      const help = `there are ${sandbox.commands.map((each) => each.name()).join(', ')}`
      if (word !== undefined) throw new CommandFailure(exitCode.input, `there is no command \`sandbox ${word}\``, help)
      finish(await (await import('./sandbox-start.ts')).sandboxStart(options))
    })
  sandboxOptions(sandbox.command('exec'))
    .description('run a command against a sandbox that lives as long as the command: sallyport sandbox exec -- aws s3 ls')
    .option('--as <who>', 'a user of a fixture, or an account id for its root user')
    .option('--from <place>', 'a network interface of the fixture: the command calls as from there, through its VPC endpoints')
    .option('--tls', 'speak TLS, with a certificate that the command is told to trust')
    .argument('<command...>', 'the command and its arguments, after --')
    .action(async (command: string[], options) => finish(await (await import('./sandbox-exec.ts')).sandboxExec(command, options)))

  const onRunning = (name: string): Command =>
    sandbox.command(name).option('--control <url>', 'which sandbox, by what it printed as SALLYPORT_CONTROL_URL; the only one unless given')
  onRunning('env')
    .description('print what to export so that a client talks to the sandbox that is running')
    .option('--as <who>', 'a user, or an account id for its root user; the root user of the first account unless given')
    .option('--fixture <path...>', 'the fixtures in whose network --from is')
    .option('--from <place>', 'a network interface of the fixture: clients call as from there, through its VPC endpoints')
    .addOption(region)
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('./sandbox-env.ts')).sandboxEnv(options)))
  onRunning('status')
    .description('what the running sandbox has in it')
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('./sandbox-status.ts')).sandboxStatus(options)))
  onRunning('reset')
    .description('put the running sandbox back to how it started')
    .action(async (options) => finish(await (await import('./sandbox-reset.ts')).sandboxReset(options)))

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

const enforceOption = (): Option =>
  new Option(
    '--enforce <who>',
    'who decides about packets: our model, or the kernel of this Linux machine (nftables in a network namespace)',
  )
    .choices(['model', 'kernel'])
    .default('model')

/** Commander's own errors are about the command line, so they are input errors; help and version are none. */
function codeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.input
  if (error instanceof CommandFailure) {
    process.stderr.write(`sallyport: ${error.message}\n${error.help === undefined ? '' : `  help: ${error.help}\n`}`)
    return error.code
  }
  process.stderr.write(`sallyport: a bug of ours, please report it\n${error instanceof Error ? error.stack : String(error)}\n`)
  return exitCode.bug
}

/** Subcommands do not inherit it. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) throwInsteadOfExit(child)
}

export async function main(argv: readonly string[]): Promise<number> {
  let code: number = exitCode.ok
  const program = buildProgram((ended) => {
    code = ended
  })
  throwInsteadOfExit(program)
  try {
    await program.parseAsync([...argv])
    return code
  } catch (error) {
    return codeOf(error)
  }
}

// The SDK's note on coming Node versions is ours to read, not our users'. @see https://github.com/aws/aws-sdk-js-v3#nodejs-versions
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

// A reader that closes early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await main(process.argv)
