#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { version } from './version.ts'

/** One line a command; each loads its own code only when it runs, so that `--help` stays fast. */
function buildProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('sallyport')
    .description(
      'Proves what IAM policies let through: deploys them to a sandbox, probes them as a connector does, and says what is misconfigured.',
    )
    .version(version, '-V, --version')
    .showHelpAfterError('(run with --help for the options)')
    .configureHelp({ showGlobalOptions: true })

  program
    .command('explain')
    .description('one request against a fixture: the decision, why, and the line of the policy')
    .argument('<fixture>', 'fixture folder or file')
    .requiredOption('--as <principal>', 'a user or role of the fixture, an ARN, or `anonymous`')
    .requiredOption('--action <action>', 'as s3:GetObject')
    .requiredOption('--resource <arn>', 'as arn:aws:s3:::bucket/key')
    .option('--context <key=value...>', 'context keys the request sends, as s3:prefix=daily/')
    .addOption(
      new Option('--expect <outcome>', 'exit with 1 unless this is the outcome').choices([
        'allowed',
        'denied',
        'explicitDeny',
        'implicitDeny',
      ]),
    )
    .option('--json', 'print the decision tree as JSON')
    .action(async (fixture: string, options) => finish(await (await import('./explain.ts')).explain(fixture, options)))

  return program
}

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

export async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok
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

// A reader that closes early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await main(process.argv)
