import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, posix, relative } from 'node:path'
import { type CommittedFile, contentsOf } from '../git.ts'
import type { Opaque, Opaques } from './gate-opaque.ts'

/*
 * Links and submodules of a tree. A link to a file of the same tree is that file, one to a folder of the tree says nothing new, and what leads out of the tree, or
 * nowhere, is not read.
 */

const leadsAway = (target: string): Opaque => ({
  state: `link ${target}`,
  says: `is a link to \`${target}\`, which is no file of the tree`,
  help: 'put the file itself there',
})

const submodule = (state: string): Opaque => ({
  state: `submodule ${state}`,
  says: 'is a submodule',
  help: 'run the gate in it as well, with the commits before and after as --base and --head',
})

/** Links to programs, pictures and the like hold no policies. */
const mayMatter = (path: string): boolean => /\.(?:json|ya?ml|mjs|js)$/i.test(path) || !/\.[^./]+$/.test(path)

interface Readable<File> {
  readonly files: readonly File[]
  readonly opaque: Opaques
}

/** The files of a commit with those that its links stand for; undefined where git cannot read them. */
export function readableInCommit(committed: readonly CommittedFile[]): Readable<CommittedFile> | undefined {
  const links = committed.filter(({ kind }) => kind === 'link')
  const contents = links.length === 0 ? [] : contentsOf(links)
  if (contents === undefined) return undefined
  const targets = new Map(links.map(({ path }, index) => [path, contents[index]?.toString('utf8') ?? '']))
  const regular = new Map(committed.filter(({ kind }) => kind === 'file').map((file) => [file.path, file]))
  const opaque = new Map(committed.filter(({ kind }) => kind === 'submodule').map(({ path, object }) => [path, submodule(object)]))
  const files = [...regular.values()]
  for (const [path, target] of targets) {
    const real = realPath(path, targets)
    const file = real === undefined ? undefined : regular.get(real)
    if (file !== undefined) files.push({ ...file, path })
    else if (!isFolderOf(files, real) && mayMatter(path)) opaque.set(path, leadsAway(target))
  }
  return { files, opaque }
}

const isFolderOf = (files: readonly CommittedFile[], path: string | undefined): boolean =>
  path !== undefined && (path === '.' || files.some((file) => file.path.startsWith(`${path}/`)))

/** As many as Linux follows. @see https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const mostLinks = 40

/** Where a path leads by the links of a commit; undefined where it leaves the tree or goes round in a circle. */
function realPath(path: string, targets: ReadonlyMap<string, string>): string | undefined {
  let at = path
  for (let hops = 0; hops < mostLinks; hops += 1) {
    const link = at
      .split('/')
      .map((_, index, parts) => parts.slice(0, index + 1).join('/'))
      .find((prefix) => targets.has(prefix))
    if (link === undefined) return at
    const target = targets.get(link) ?? ''
    at = posix.join(posix.dirname(link), target, at.slice(link.length)).replace(/\/$/, '')
    if (posix.isAbsolute(target) || at === '..' || at.startsWith('../')) return undefined
  }
  return undefined
}

/** The same for paths of a folder on disk. `stateOf` tells the commit of a submodule. */
export function readableOnDisk(root: string, paths: readonly string[], stateOf: (path: string) => string | undefined): Readable<string> {
  const opaque = new Map<string, Opaque>()
  const files = paths.filter((path) => {
    const entry = lstatSync(join(root, path), { throwIfNoEntry: false })
    if (entry?.isSymbolicLink() !== true) {
      const state = entry?.isDirectory() === true ? stateOf(path) : undefined
      if (state !== undefined) opaque.set(path, submodule(state))
      return entry?.isFile() === true
    }
    const kind = kindOfLink(root, path)
    if (kind === undefined && mayMatter(path)) opaque.set(path, leadsAway(readlinkSync(join(root, path))))
    return kind === 'file'
  })
  return { files, opaque }
}

function kindOfLink(root: string, path: string): 'file' | 'folder' | undefined {
  const link = join(root, path)
  try {
    if (isAbsolute(readlinkSync(link)) || relative(realpathSync(root), realpathSync(link)).startsWith('..')) return undefined
    const target = statSync(link)
    return target.isFile() ? 'file' : target.isDirectory() ? 'folder' : undefined
  } catch {
    // It leads nowhere, or round in a circle.
    return undefined
  }
}
