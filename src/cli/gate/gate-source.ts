import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Problem } from '../../base/problem.ts'
import type { Result } from '../../base/result.ts'
import type { Imported, ImportOptions } from '../../fixture/import/imported.ts'
import { importTerraformSource } from '../../fixture/import/terraform-source/import-terraform-source.ts'
import { isSourceName, normalPath, type SourceFiles } from '../../fixture/import/terraform-source/source-files.ts'
import { importSource } from '../../fixture/load.ts'
import { type ForeignUnits, unitsOfImported } from './gate-foreign.ts'
import type { Opaque } from './gate-opaque.ts'
import type { FixturePlace } from './gate-place.ts'
import type { GateTree } from './gate-tree.ts'

/** Files that belong to Terraform's own, and are not read by themselves. */
export const isSourcePart = (path: string): boolean => isSourceName(posix.basename(path)) || /\.tfvars(?:\.json)?$/.test(path)

/** Folders of a tree that are root modules: those with Terraform's own files that no other one calls. */
export function rootModules(tree: GateTree): readonly string[] {
  if (tree.alone) return tree.files.some(isSourcePart) ? ['.'] : []
  // What `terraform init` has fetched is read as part of what calls it.
  const own = tree.files.filter((path) => isSourceName(posix.basename(path)) && !/(?:^|\/)\.terraform\//.test(path))
  const called = new Set(
    own.flatMap((path) => calledIn(tree.read(path)).map((source) => normalPath(`${posix.dirname(path)}/${source}`) || '.')),
  )
  return [...new Set(own.map((path) => posix.dirname(path)))].filter((folder) => !called.has(folder)).sort()
}

const calledIn = (text: string): readonly string[] =>
  [...text.matchAll(/["']?\bsource["']?\s*[=:]\s*"(\.\.?(?:\/[^"]*)?)"/g)].flatMap(([, source]) => source ?? [])

const nothing: ForeignUnits = { units: [], problems: [], unknown: [], notes: [], opaque: new Map() }

/**
 * The principals, policies and network of a root module. What of it cannot be said without a plan, and mistakes in its files, count only where something in
 * the module has changed.
 */
export function sourceUnits(tree: GateTree, folder: string, place: FixturePlace, options: ImportOptions): ForeignUnits {
  const files = recorded(filesIn(tree, folder))
  const name = folder === '.' ? tree.label : folder
  const imported: Result<Imported, readonly Problem[]> = tree.alone
    ? importSource(`${tree.root}/${tree.files[0] ?? ''}`, options)
    : importTerraformSource(files, options)
  const state = files.state()
  const opaque = (problems: readonly Problem[]): ReadonlyMap<string, Opaque> =>
    new Map(problems.map((problem) => [`${folder}: ${problem.message}`, opaqueOf(problem, name, state, place)] as const))
  const units = imported.ok ? unitsOfImported(imported.value, name, place) : nothing
  const open = imported.ok ? units.unknown : imported.error
  const notes =
    open.length === 0
      ? []
      : [`${name}: ${open.length} ${open.length === 1 ? 'thing' : 'things'} only a plan can say; they count where the module changes`]
  return { ...units, unknown: [], open, notes: [...units.notes, ...notes], opaque: new Map([...units.opaque, ...opaque(open)]) }
}

const opaqueOf = (
  { message, at, help = 'give its plan: `terraform show -json tfplan > plan.json`' }: Problem,
  name: string,
  state: string,
  place: FixturePlace,
): Opaque => ({
  state,
  says: `has something that cannot be said (${message})`,
  help,
  part: { name, at: place.show(at) },
})

/** Nothing outside of the tree is read. */
function filesIn(tree: GateTree, folder: string): SourceFiles {
  const all = new Set(tree.files)
  const inTree = (path: string): string => normalPath(`${folder}/${path}`)
  return {
    names: (path) => {
      const prefix = inTree(path) === '' ? '' : `${inTree(path)}/`
      const names = tree.files.flatMap((each) => (each.startsWith(prefix) ? [each.slice(prefix.length)] : []))
      return names.length === 0 ? undefined : names.filter((each) => !each.includes('/'))
    },
    read: (path) => {
      const target = path.startsWith('/') ? '..' : inTree(path)
      const file = tree.show(target)
      if (target.startsWith('..')) return { kind: 'outside', file }
      return all.has(target) ? { kind: 'text', file, text: tree.read(target) } : { kind: 'missing', file }
    },
  }
}

/** The same files, and one text for all that was read of them. */
function recorded(files: SourceFiles): SourceFiles & { readonly state: () => string } {
  const read = new Map<string, string>()
  return {
    names: files.names,
    read: (path) => {
      const found = files.read(path)
      read.set(path, found.kind === 'text' ? found.text : found.kind)
      return found
    },
    state: () =>
      createHash('sha256')
        .update(JSON.stringify([...read].sort(([a], [b]) => (a < b ? -1 : 1))))
        .digest('hex'),
  }
}
