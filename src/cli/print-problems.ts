import type { Problem } from '../base/problem.ts'
import type { Result } from '../base/result.ts'
import { exitCode } from './exit-code.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'

/** Prints every problem with its place and gives the exit code for wrong input, or undefined where there is none. */
export function printProblems(result: Result<unknown, readonly Problem[]>): typeof exitCode.input | undefined {
  if (result.ok) return undefined
  process.stderr.write(renderProblems(result.error, readSource))
  return exitCode.input
}
