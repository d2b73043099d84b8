import { execFileSync } from 'node:child_process'
import { relative, resolve } from 'node:path'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { isShallow } from '../git.ts'

/** The files that differ from a commit, and those that git does not know yet, as seen from the working directory. */
export function changedFiles(ref: string): ReadonlySet<string> {
  const root = git(['rev-parse', '--show-toplevel']).trim()
  if (ref.startsWith('-')) throw new CommandFailure(exitCode.input, `\`${ref}\` is no commit`)
  const names = [
    ...git(['diff', '--name-only', '-z', ref, '--'], ref).split('\0'),
    ...git(['ls-files', '--others', '--exclude-standard', '--full-name', '-z', root]).split('\0'),
  ]
  return new Set(names.filter((name) => name !== '').map((name) => relative(process.cwd(), resolve(root, name)).replaceAll('\\', '/')))
}

function git(args: readonly string[], ref?: string): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 })
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : undefined
    const help =
      ref === undefined
        ? '`--changed` needs git and a repository'
        : isShallow()
          ? 'this clone is shallow: `git fetch --unshallow`, or `fetch-depth: 0` in actions/checkout'
          : `is \`${ref}\` a commit, a branch or a tag?`
    throw new CommandFailure(exitCode.input, `git cannot say what has changed: ${told || 'git is not installed'}`, help)
  }
}
