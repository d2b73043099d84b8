import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { displayPath } from '../../fixture/load.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import {
  commitOf,
  contentsOf,
  filesOf,
  indexedSubmodule,
  isRepository,
  isShallow,
  stateOfSubmodule,
  whyNoRepository,
  workingFiles,
} from '../git.ts'
import { readSource } from '../read-source.ts'
import { readableInCommit, readableOnDisk } from './gate-links.ts'
import type { Opaques } from './gate-opaque.ts'

/** One side of a comparison: files in a folder, wherever they came from. */
export interface GateTree {
  /** As the user named it. */
  readonly label: string
  /** Paths from the root, sorted, with forward slashes. */
  readonly files: readonly string[]
  /** Links that lead out of it, and submodules. */
  readonly opaque: Opaques
  readonly root: string
  /** One file, not a folder: its path says nothing, because the other side has another name. */
  readonly alone: boolean
  readonly read: (path: string) => string
  /** The path as people are shown it. */
  readonly show: (path: string) => string
  /** Turns a path that is seen from the working directory into the one that people are shown. */
  readonly showFrom: (displayed: string) => string
  readonly close: () => void
}

/** Files that can be policies, fixtures, scenarios, Terraform's own, or what a fixture or module reads. */
const wanted = /\.(?:json|ya?ml|mjs|js|tf|tofu|tfvars|tftpl|tpl|tmpl)$/i

/** A folder, or a commit of the repository that the working directory is in. */
export function openTree(name: string, option: string): GateTree {
  if (isFolder(name)) return folderTree(name, filesBelow(name))
  return commitTree(name, option)
}

export const isFolder = (name: string): boolean => statSync(name, { throwIfNoEntry: false })?.isDirectory() === true

/** One file as a side of its own. */
export function fileTree(path: string): GateTree {
  const tree = folderTree(dirname(path), [])
  return { ...tree, label: path, alone: true, files: [basename(path)] }
}

/** The working directory as it is. */
export function workingTree(): GateTree {
  const listed = isRepository() ? workingFiles() : undefined
  return { ...folderTree('.', listed ?? filesBelow('.'), submoduleAt), label: 'working tree' }
}

/** A folder that git lists is a submodule; one with a slash is a repository that git does not know. */
function submoduleAt(path: string): string | undefined {
  if (path.endsWith('/')) return undefined
  const isFilled = statSync(join(path, '.git'), { throwIfNoEntry: false }) !== undefined
  return isFilled ? stateOfSubmodule(path) : indexedSubmodule(path)
}

function folderTree(root: string, all: readonly string[], submodule: (path: string) => string | undefined = () => undefined): GateTree {
  const { files, opaque } = readableOnDisk(root, all, submodule)
  const show = (path: string): string => displayPath(join(root, path))
  return {
    label: root,
    root,
    alone: false,
    files: files.filter((path) => wanted.test(path)).sort(),
    opaque,
    read: (path) => {
      const text = readSource(join(root, path))
      if (text === undefined) throw new CommandFailure(exitCode.input, `\`${show(path)}\` cannot be read`)
      return text
    },
    show,
    showFrom: (displayed) => displayed,
    close: () => undefined,
  }
}

function filesBelow(root: string, folder = '.'): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === '.git' || entry.name === 'node_modules') return []
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return filesBelow(root, path)
    return entry.isFile() || entry.isSymbolicLink() ? [path] : []
  })
}

/**
 * The files of a commit. Where a fixture has to be loaded they are put into a folder of their own; the user's working tree and index are not touched.
 */
function commitTree(name: string, option: string): GateTree {
  const commit = findCommit(name, option)
  const listed = filesOf(commit)
  const readable = listed === undefined ? undefined : readableInCommit(listed)
  const committed = readable?.files.filter(({ path }) => wanted.test(path))
  const contents = committed === undefined ? undefined : contentsOf(committed)
  if (readable === undefined || committed === undefined || contents === undefined)
    throw new CommandFailure(exitCode.target, `git cannot read \`${name}\``, 'a partial clone lacks files: fetch them')
  const byPath = new Map(committed.map(({ path }, index) => [path, contents[index] ?? Buffer.alloc(0)]))
  let folder: string | undefined
  const show = (path: string): string => `${path}@${name}`
  return {
    label: name,
    get root() {
      folder ??= writeOut(byPath)
      return folder
    },
    alone: false,
    files: [...byPath.keys()].sort(),
    opaque: readable.opaque,
    read: (path) => byPath.get(path)?.toString('utf8') ?? '',
    show,
    showFrom: (displayed) => {
      if (folder === undefined) return displayed
      const [file = '', ...rest] = displayed.split('#')
      const path = relative(folder, resolve(file)).split(sep).join('/')
      return path.startsWith('..') ? displayed : [show(path), ...rest].join('#')
    },
    close: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function writeOut(files: ReadonlyMap<string, Buffer>): string {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-gate-'))
  for (const [path, content] of files) {
    const target = join(root, path)
    if (relative(root, resolve(target)).startsWith('..')) continue
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
  }
  return root
}

function findCommit(name: string, option: string): string {
  if (!isRepository())
    throw new CommandFailure(exitCode.input, `\`${name}\` is no folder, and ${whyNoRepository()}`, `${option} takes a folder or a commit`)
  const commit = name.startsWith('-') ? undefined : commitOf(name)
  if (commit !== undefined) return commit
  if (isShallow())
    throw new CommandFailure(
      exitCode.target,
      `there is no \`${name}\` in this shallow clone`,
      'fetch it first: `git fetch --unshallow`, or `fetch-depth: 0` in actions/checkout',
    )
  throw new CommandFailure(
    exitCode.input,
    `there is no commit and no folder \`${name}\``,
    `${option} takes a folder, or a branch, tag or commit`,
  )
}
