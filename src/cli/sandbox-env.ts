import { exitCode } from './exit-code.ts'
import { findRunning, readAccess, writeCertificate } from './running-sandbox.ts'
import { chooseAccess, clientVariables, exportLines } from './sandbox-environment.ts'

export interface SandboxEnvOptions {
  readonly control?: string
  readonly as?: string
  readonly region: string
  readonly json?: boolean
}

/** `sallyport sandbox env`: what to export so that any client talks to the sandbox that is running. */
export async function sandboxEnv(options: SandboxEnvOptions): Promise<number> {
  const running = await findRunning(options.control)
  const { controlUrl, status } = running
  const access = chooseAccess(options.as, await readAccess(running))
  const variables = clientVariables(
    { endpoint: status.endpoint ?? '', controlUrl, certificateFile: writeCertificate(status) },
    access,
    options.region,
  )
  process.stdout.write(`${options.json === true ? JSON.stringify(variables, undefined, 2) : exportLines(variables)}\n`)
  return exitCode.ok
}
