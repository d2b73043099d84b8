import { describeError } from '../failure.ts'
import { type AccountAnswer, decoded } from '../read-account.ts'
import type { Target } from '../target.ts'

/** A read that was not answered. */
export interface RefusedRead {
  /** As the AWS CLI would make it. */
  readonly command: string
  readonly code: string
  readonly message: string
  /** What to allow, where it is not allowed: `s3:GetEncryptionConfiguration`. */
  readonly action?: string
}

/** One read: the command that prints the same, and the action that it needs. */
export interface Read {
  readonly command: string
  readonly action: string
}

export type Json = Readonly<Record<string, unknown>>

/** Collects what a read-only identity sees, each as a command of the AWS CLI prints it, and what it was not shown. */
export class Reader {
  readonly target: Target
  readonly answers: AccountAnswer[] = []
  readonly refused: RefusedRead[] = []

  constructor(target: Target) {
    this.target = target
  }

  has(account: string, { command, action }: Read): boolean {
    if (this.target.accounts.has(account)) return true
    this.refused.push({ command, code: 'NoAccount', message: `the target has no account \`${account}\`, where this needs ${action}` })
    return false
  }

  answer(command: string, value: Json): void {
    this.answers.push({ name: command, text: `${JSON.stringify(value, decoded, 2)}\n` })
  }

  /** Undefined where it is refused, which is noted, and where there is nothing, which is not. */
  async ask<T>(read: Read, call: () => Promise<T>, ...absent: readonly string[]): Promise<T | undefined> {
    try {
      return await call()
    } catch (error) {
      const refusal = refusalOf(read, error)
      if (!absent.includes(refusal.code)) this.refused.push(refusal)
      return undefined
    }
  }

  /** Asks for one member and keeps the answer as it is printed. */
  async keep(read: Read, member: string, call: () => Promise<object>, ...absent: readonly string[]): Promise<unknown> {
    const answer: Json | undefined = await this.ask(read, async () => ({ ...(await call()) }), ...absent)
    const value = answer?.[member]
    if (value !== undefined) this.answer(read.command, { [member]: value })
    return value
  }
}

/** The codes of AWS for "you may not". */
const denials = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AllAccessDisabled'])

/** A mistake of ours is no answer. */
export function refusalOf({ command, action }: Read, error: unknown): RefusedRead {
  if (error instanceof TypeError || error instanceof ReferenceError) throw error
  const { code, message } = describeError(error)
  return { command, code, message, ...(denials.has(code) ? { action } : {}) }
}
