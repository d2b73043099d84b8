import type { Problem } from '../../base/problem.ts'
import { importAssembly, isAssembly } from '../../fixture/import/import-assembly.ts'
import type { ImportOptions } from '../../fixture/import/imported.ts'
import { type ForeignUnits, noForeignUnits, unitsOfImported } from './gate-foreign.ts'
import { readInTree } from './gate-nested.ts'
import type { FixturePlace } from './gate-place.ts'
import type { GateTree } from './gate-tree.ts'

/** What was read of an assembly, and the files that it was read from, as they are shown. */
export interface AssemblyUnits {
  readonly units: ForeignUnits
  readonly files: ReadonlySet<string>
}

/** Manifests of CDK apps in a tree; that of an app stands before those of its stages. */
export const assembliesIn = (texts: ReadonlyMap<string, string>): readonly string[] =>
  [...texts]
    .filter(([path, text]) => /(?:^|\/)manifest\.json$/.test(path) && isAssembly(text))
    .map(([path]) => path)
    .sort((a, b) => a.length - b.length)

/**
 * All stacks of a CDK app together, so that each has what the others export. Where stacks have parts of one name, or networks in several accounts
 * and Regions, they are no one fixture: then each template is compared by itself, and a note says so.
 */
export function assemblyUnits(tree: GateTree, path: string, place: FixturePlace, options: ImportOptions): AssemblyUnits {
  const shown = tree.show(path)
  const files = new Set([shown])
  const read = readInTree(tree, path)
  const imported = importAssembly(tree.read(path), shown, options, (name) => {
    const found = read(name)
    if (found.found) files.add(found.file)
    return found
  })
  if (!imported.ok) return { units: { ...noForeignUnits, problems: imported.error }, files }
  const { undecided, isNetworkLeftOut } = imported.value
  if (isNetworkLeftOut !== true && !undecided.some(isClash)) return { units: unitsOfImported(imported.value, shown, place), files }
  return {
    units: {
      ...noForeignUnits,
      notes: [`${shown}: its stacks have parts of one name, or networks in several accounts or Regions, and are compared one by one`],
    },
    files: new Set([shown]),
  }
}

const isClash = ({ code }: Problem): boolean => code === 'import/same-name'
