import type { Target } from '../deploy/target.ts'
import type { AccountId } from '../policy/account-id.ts'
import { type Sandbox, type SandboxOptions, SandboxStartError, startSandbox } from '../sandbox/start-sandbox.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'

/** A sandbox with these accounts, and how to deploy into it as the root user of each. */
export interface EmbeddedTarget {
  readonly sandbox: Sandbox
  readonly target: Target
}

export interface EmbeddedTargetOptions extends Omit<SandboxOptions, 'accounts'> {
  readonly accounts: Iterable<AccountId>
  /** Milliseconds for one call. */
  readonly timeoutMs: number
}

/** A port that is taken, or a host that is none of ours, ends the command with a message. */
export async function openEmbeddedTarget({ accounts, timeoutMs, ...options }: EmbeddedTargetOptions): Promise<EmbeddedTarget> {
  const sandbox = await start({ ...options, accounts: [...new Set(accounts)].map((id) => ({ id })) })
  const credentials = new Map([...sandbox.accounts].map(([id, { rootCredentials }]) => [id, rootCredentials]))
  return { sandbox, target: { kind: 'embedded', endpoint: sandbox.endpoint, accounts: credentials, timeoutMs } }
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options)
  } catch (error) {
    if (error instanceof SandboxStartError)
      throw new CommandFailure(exitCode.target, error.message, 'choose another port, or 0 for a free one')
    throw error
  }
}
