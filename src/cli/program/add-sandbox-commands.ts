import { type Command, Option } from 'commander'
import { profiles } from '../../sandbox/profile.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import type { Finish } from './finish.ts'
import { whole } from './option-values.ts'

/** The sandbox alone. */
export function addSandboxCommands(program: Command, finish: Finish): void {
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
      finish(await (await import('../sandbox-start.ts')).sandboxStart(options))
    })
  sandboxOptions(sandbox.command('exec'))
    .description('run a command against a sandbox that lives as long as the command: sallyport sandbox exec -- aws s3 ls')
    .option('--as <who>', 'a user of a fixture, or an account id for its root user')
    .option('--from <place>', 'a network interface of the fixture: the command calls as from there, through its VPC endpoints')
    .option('--tls', 'speak TLS, with a certificate that the command is told to trust')
    .argument('<command...>', 'the command and its arguments, after --')
    .action(async (command: string[], options) => finish(await (await import('../sandbox-exec.ts')).sandboxExec(command, options)))

  const onRunning = (name: string): Command =>
    sandbox.command(name).option('--control <url>', 'which sandbox, by what it printed as SALLYPORT_CONTROL_URL; the only one unless given')
  onRunning('env')
    .description('print what to export so that a client talks to the sandbox that is running')
    .option('--as <who>', 'a user, or an account id for its root user; the root user of the first account unless given')
    .option('--fixture <path...>', 'the fixtures in whose network --from is')
    .option('--from <place>', 'a network interface of the fixture: clients call as from there, through its VPC endpoints')
    .addOption(region)
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('../sandbox-env.ts')).sandboxEnv(options)))
  onRunning('status')
    .description('what the running sandbox has in it')
    .option('--json', 'print as JSON')
    .action(async (options) => finish(await (await import('../sandbox-status.ts')).sandboxStatus(options)))
  onRunning('reset')
    .description('put the running sandbox back to how it started')
    .action(async (options) => finish(await (await import('../sandbox-reset.ts')).sandboxReset(options)))
}
