/** What a script may rely on. With several causes the worst judgement wins, in the order 70, 3, 2, 1. */
export const exitCode = {
  /** Every expectation held. */
  ok: 0,
  /** Judged, and the answer is no. */
  failed: 1,
  /** The input is wrong: flags, YAML, a policy, no scenario matched. */
  input: 2,
  /** The target could not be used. */
  target: 3,
  /** A bug of ours. */
  bug: 70,
  /** As a shell has it of SIGINT, and of SIGTERM. */
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

const severity: readonly ExitCode[] = [
  exitCode.ok,
  exitCode.failed,
  exitCode.input,
  exitCode.target,
  exitCode.interrupted,
  exitCode.terminated,
  exitCode.bug,
]

export const worst = (codes: readonly ExitCode[]): ExitCode =>
  codes.reduce((left, right) => (severity.indexOf(left) >= severity.indexOf(right) ? left : right), exitCode.ok)
