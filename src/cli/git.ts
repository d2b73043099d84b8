import { execFileSync } from 'node:child_process'

/** One file of a commit. */
export interface CommittedFile {
  /** From the working directory. */
  readonly path: string
  readonly object: string
}

const most = 512 * 1024 * 1024

/** What git prints; undefined where it fails. Nothing is written to the repository, not even its index. */
function git(args: readonly string[], input?: string): Buffer | undefined {
  try {
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' }
    const stdio: ('pipe' | 'ignore')[] = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore']
    return execFileSync('git', args, { maxBuffer: most, stdio, env, ...(input === undefined ? {} : { input }) })
  } catch {
    return undefined
  }
}

const line = (output: Buffer | undefined): string | undefined => output?.toString('utf8').trim()

export const isRepository = (): boolean => line(git(['rev-parse', '--is-inside-work-tree'])) === 'true'

/** A clone that was made with `--depth`: commits may be missing. */
export const isShallow = (): boolean => line(git(['rev-parse', '--is-shallow-repository'])) === 'true'

/** The commit behind a name; undefined where there is none. */
export function commitOf(name: string): string | undefined {
  const commit = line(git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]))
  return commit === undefined || commit === '' ? undefined : commit
}

/** The files of a commit below the working directory; links and submodules are none. */
export function filesOf(commit: string): readonly CommittedFile[] | undefined {
  const listed = git(['ls-tree', '-r', '-z', commit])
  return listed
    ?.toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, object, path] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? []
      return object === undefined || path === undefined ? [] : [{ path, object }]
    })
}

/** The contents of files, in their order. */
export function contentsOf(files: readonly CommittedFile[]): readonly Buffer[] | undefined {
  const output = git(['cat-file', '--batch'], files.map(({ object }) => `${object}\n`).join(''))
  if (output === undefined) return undefined
  const contents: Buffer[] = []
  let at = 0
  for (const _ of files) {
    const end = output.indexOf(10, at)
    const size = Number(output.toString('latin1', at, end).split(' ')[2])
    if (!Number.isSafeInteger(size)) return undefined
    contents.push(output.subarray(end + 1, end + 1 + size))
    at = end + size + 2
  }
  return contents
}

/** What stands in the working directory and is not ignored, committed or not. */
export function workingFiles(): readonly string[] | undefined {
  const listed = git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  return listed === undefined
    ? undefined
    : [
        ...new Set(
          listed
            .toString('utf8')
            .split('\0')
            .filter((path) => path !== ''),
        ),
      ]
}
