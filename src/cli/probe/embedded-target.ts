import type { Target } from '../../deploy/target.ts'
import { type AccountOptions, type Sandbox, type SandboxOptions, SandboxStartError, startSandbox } from '../../sandbox/start-sandbox.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

/** A sandbox with these accounts, and how to deploy into it as the root user of each. */
export interface EmbeddedTarget {
  readonly sandbox: Sandbox
  readonly target: Target
}

export interface EmbeddedTargetOptions extends SandboxOptions {
  readonly accounts: readonly AccountOptions[]
  /** Milliseconds for one call. */
  readonly timeoutMs: number
}

/** A port that is taken, or a host that is none of ours, ends the command with a message. */
export async function openEmbeddedTarget({ accounts, timeoutMs, ...options }: EmbeddedTargetOptions): Promise<EmbeddedTarget> {
  const sandbox = await start({ ...options, accounts })
  const credentials = new Map([...sandbox.accounts].map(([id, { rootCredentials }]) => [id, rootCredentials]))
  return {
    sandbox,
    target: {
      kind: 'embedded',
      endpoint: sandbox.certificate === undefined ? sandbox.endpoint : sandbox.plainEndpoint,
      controlUrl: sandbox.controlUrl,
      accounts: credentials,
      timeoutMs,
    },
  }
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options)
  } catch (error) {
    if (error instanceof SandboxStartError) throw new CommandFailure(exitCode.target, error.message, error.help)
    throw error
  }
}
