import { posix } from 'node:path'
import type { ReadFile } from '../../fixture/documents.ts'
import type { GateTree } from './gate-tree.ts'

/** Templates of a tree that other templates nest: they are compared as part of those, with the parameters that those give. */
export function nestedTemplates(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = [...texts].flatMap(([path, text]) =>
    /AWS::(?:CloudFormation::Stack|Serverless::Application)\b/.test(text) ? pathsIn(text).map((each) => besides(path, each)) : [],
  )
  return new Set(found.filter((path) => texts.has(path)))
}

const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/["']?(?:TemplateURL|Location|aws:asset:path)["']?\s*:\s*["']?([^"'\s,}]+)/g)].flatMap(([, path]) => path ?? [])

const besides = (path: string, name: string): string => posix.normalize(posix.join(posix.dirname(path), name))

/** The files beside one of a tree, as a template reads those that it nests. */
export const readInTree =
  (tree: GateTree, path: string): ReadFile =>
  (name) => {
    const target = besides(path, name)
    const [file, text] = [tree.show(target), textIn(tree, target)]
    return text === undefined ? { found: false, file, beside: [] } : { found: true, file, text }
  }

/** Of a file that is compared alone, what lies beside it is on the disk all the same. */
function textIn(tree: GateTree, path: string): string | undefined {
  if (!tree.alone) return tree.files.includes(path) ? tree.read(path) : undefined
  try {
    return tree.read(path)
  } catch {
    return undefined
  }
}
