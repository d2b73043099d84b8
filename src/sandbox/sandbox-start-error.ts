/** The sandbox could not start, for a reason that the user can mend. */
export class SandboxStartError extends Error {
  /** What to do about it. */
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}
