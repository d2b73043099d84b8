import type { Fixture } from '../fixture/fixture.ts'
import { exitCode } from './exit-code.ts'
import { printProblems } from './print-problems.ts'
import { findRunning, readAccess, writeCertificate } from './sandbox/running-sandbox.ts'
import { chooseAccess, clientVariables, exportLines } from './sandbox/sandbox-environment.ts'

export interface SandboxEnvOptions {
  readonly control?: string
  readonly as?: string
  readonly region: string
  readonly json?: boolean
  /** A network interface of the fixture, from which the client calls. */
  readonly from?: string
  readonly fixture?: readonly string[]
}

/** `sallyport sandbox env`: what to export so that any client talks to the sandbox that is running. */
export async function sandboxEnv(options: SandboxEnvOptions): Promise<number> {
  const running = await findRunning(options.control)
  const { controlUrl, status } = running
  const access = chooseAccess(options.as, await readAccess(running))
  const endpoint = options.from === undefined ? (status.endpoint ?? '') : await endpointOf(options.from, options, controlUrl)
  if (typeof endpoint === 'number') return endpoint
  const variables = clientVariables({ endpoint, controlUrl, certificateFile: writeCertificate(status) }, access, options.region)
  process.stdout.write(`${options.json === true ? JSON.stringify(variables, undefined, 2) : exportLines(variables)}\n`)
  return exitCode.ok
}

async function endpointOf(from: string, { fixture = [], region }: SandboxEnvOptions, controlUrl: string): Promise<string | number> {
  const [{ loadFixture }, { endpointFrom }] = await Promise.all([import('../fixture/load.ts'), import('./sandbox/sandbox-place.ts')])
  const fixtures: Fixture[] = []
  for (const path of fixture) {
    const loaded = await loadFixture(path)
    if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
    fixtures.push(loaded.value)
  }
  return endpointFrom({ from, region }, fixtures, controlUrl)
}
