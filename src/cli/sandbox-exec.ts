import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type OpenSandboxOptions, openSandbox } from './sandbox/open-sandbox.ts'
import { forgetRunning, writeCertificate } from './sandbox/running-sandbox.ts'
import { chooseAccess, clientVariables } from './sandbox/sandbox-environment.ts'
import { endpointFrom } from './sandbox/sandbox-place.ts'

export interface SandboxExecOptions extends OpenSandboxOptions {
  readonly region: string
  readonly as?: string
  /** A network interface of a fixture, from which the command calls. */
  readonly from?: string
}

/** `sallyport sandbox exec -- COMMAND`: gives the exit code of the command. */
export async function sandboxExec(command: readonly string[], options: SandboxExecOptions): Promise<number> {
  const opened = await openSandbox(options)
  if (typeof opened === 'number') return opened
  const { sandbox, fixtures } = opened
  const certificateFile = writeCertificate(sandbox)
  try {
    const { from, region } = options
    const there = from === undefined ? {} : { endpoint: await endpointFrom({ from, region }, fixtures, sandbox.controlUrl) }
    const reachable = { ...sandbox, certificateFile, ...there }
    return await run(command, environment(clientVariables(reachable, chooseAccess(options.as, sandbox.access()), options.region)))
  } finally {
    forgetRunning(certificateFile)
    await sandbox.close()
  }
}

/** Settings of the caller's own shell that would lead the command elsewhere. */
const misleading = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE']

function environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !misleading.includes(name))
  return { ...Object.fromEntries(inherited), AWS_EC2_METADATA_DISABLED: 'true', ...variables }
}

/** The command gets the terminal; its exit code is ours, 128 and the number of the signal that ended it. */
function run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: 'inherit', env })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new CommandFailure(exitCode.input, whyNotRun(program, error))))
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? exitCode.bug) : 128 + constants.signals[signal]))
  })
}

const whyNotRun = (program: string, error: Error): string =>
  'code' in error && error.code === 'ENOENT' ? `there is no command \`${program}\`` : `cannot run \`${program}\`: ${error.message}`
