import { execFileSync, spawnSync } from 'node:child_process'

/** One file of a commit. */
export interface CommittedFile {
  /** From the working directory. */
  readonly path: string
  readonly object: string
  readonly kind: 'file' | 'link' | 'submodule'
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

/** Why git works in no repository here, in git's words where it has some of its own. */
export function whyNoRepository(): string {
  const { error, stderr } = spawnSync('git', ['rev-parse', '--is-inside-work-tree'], { encoding: 'utf8' })
  if (error !== undefined) return 'git cannot be run'
  const [said = ''] = stderr.split('\n')
  return /dubious ownership/.test(said) ? said.replace(/^fatal: /, 'git says: ') : 'there is no git repository here'
}

/** A clone that was made with `--depth`: commits may be missing. */
export const isShallow = (): boolean => line(git(['rev-parse', '--is-shallow-repository'])) === 'true'

/** The commit behind a name; undefined where there is none. */
export function commitOf(name: string): string | undefined {
  const commit = line(git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]))
  return commit === undefined || commit === '' ? undefined : commit
}

/** The files of a commit below the working directory. */
export function filesOf(commit: string): readonly CommittedFile[] | undefined {
  const listed = git(['ls-tree', '-r', '-z', commit])
  return listed
    ?.toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, mode, object, path] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? []
      return object === undefined || path === undefined ? [] : [{ path, object, kind: kindOf(mode) }]
    })
}

/** @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects */
const kindOf = (mode: string | undefined): CommittedFile['kind'] => (mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file')

/** The commit that a submodule stands at, and whether it has changes; undefined where the folder is none, or is not filled. */
export function stateOfSubmodule(path: string): string | undefined {
  const commit = line(git(['-C', path, 'rev-parse', 'HEAD']))
  const changes = line(git(['-C', path, 'status', '--porcelain']))
  return commit === undefined || changes === undefined ? undefined : changes === '' ? commit : `${commit} with changes`
}

/** The commit that the index has for a submodule. */
export const indexedSubmodule = (path: string): string | undefined => line(git(['ls-files', '-s', '--', path]))?.split(' ')[1]

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
