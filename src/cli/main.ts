#!/usr/bin/env node
import { type Command, CommanderError } from 'commander'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { buildProgram } from './program/build-program.ts'

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
