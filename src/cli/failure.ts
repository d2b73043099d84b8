import type { ExitCode } from './exit-code.ts'

/** Ends a command with a message a person can act on, without a stack trace; `main` prints it and exits with `code`. */
export class CommandFailure extends Error {
  readonly code: ExitCode
  readonly help: string | undefined

  constructor(code: ExitCode, message: string, help?: string) {
    super(message)
    this.name = 'CommandFailure'
    this.code = code
    this.help = help
  }
}
