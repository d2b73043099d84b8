import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { type Located, member } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { importFixture, isForeign } from '../fixture/import/import-fixture.ts'
import type { Imported, ImportOptions as SourceOptions } from '../fixture/import/imported.ts'
import { displayPath, importSource, isSourcePath, loadFixture, readBeside } from '../fixture/load.ts'
import { withoutKey } from '../fixture/network.ts'
import { type DescribeDocument, type ImportOptions, importDescribe, isDescribeAnswer } from '../network/import-describe.ts'
import type { Network } from '../network/network.ts'
import { parseNetwork } from '../network/parse-network.ts'

/** What files do not say: of dumps their region, of templates and Terraform's own files the values of parameters and variables too. */
export type LoadOptions = ImportOptions & Partial<Pick<SourceOptions, 'parameters' | 'variableFiles'>>

/**
 * The network of a fixture (a folder or a file), of a file of its own, or of the JSON that `aws ec2 describe-*` printed: one file, several, or a
 * folder of them. What a file is stands in it, not in its name.
 */
export async function loadNetwork(paths: readonly string[], options: LoadOptions = {}): Promise<Result<Network, readonly Problem[]>> {
  const [path = '', another] = paths
  if (another === undefined && isFixture(path)) return ofFixture(path)
  if (another === undefined && isSourcePath(path)) return ofImported(path, importSource(path, placeOf(options)))
  if (another === undefined && isForeignFile(path)) return ofForeign(path, options)
  const documents: DescribeDocument[] = []
  const problems: Problem[] = []
  for (const each of paths) {
    const files = filesOf(each)
    if (files === undefined) problems.push(problemOf(each, 'missing', `there is no \`${displayPath(each)}\``))
    else if (files.length === 0)
      problems.push(
        problemOf(
          each,
          'missing',
          `there is no network in \`${displayPath(each)}\``,
          'a fixture, `network.yaml`, or the JSON of `aws ec2 describe-*`',
        ),
      )
    for (const file of files ?? []) {
      const tree = readTree(file)
      if (!tree.ok) problems.push(...tree.error)
      // A folder may hold other files.
      else if (file === each || isNetworkFile(file) || isDescribeAnswer(tree.value))
        documents.push({ file: displayPath(file), tree: tree.value })
    }
  }
  if (problems.length > 0) return err(problems)
  return ofDocuments(documents, path, options)
}

function ofDocuments(documents: readonly DescribeDocument[], path: string, options: ImportOptions): Result<Network, readonly Problem[]> {
  const [first, another] = documents
  if (first === undefined)
    return err([
      problemOf(
        path,
        'missing',
        `there is no network in \`${displayPath(path)}\``,
        'a fixture, `network.yaml`, or the JSON of `aws ec2 describe-*`',
      ),
    ])
  const written = documents.find(({ tree }) => !isDescribeAnswer(tree))
  if (written === undefined) return importDescribe(documents, options)
  if (another === undefined) return parseNetwork(withoutKey(first.tree))
  return err([
    problemOf(
      written.file,
      'not-an-answer',
      `\`${written.file}\` is no answer of a describe command`,
      'several files are read together only if all are',
    ),
  ])
}

async function ofFixture(path: string): Promise<Result<Network, readonly Problem[]>> {
  const fixture = await loadFixture(path)
  if (!fixture.ok) return fixture
  if (fixture.value.network !== undefined) return ok(fixture.value.network)
  return err([
    { code: 'fixture/no-network', at: fixture.value.at, message: 'the fixture has no network', help: 'write it under `network:`' },
  ])
}

const isForeignFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true && isForeign(readFileSync(path, 'utf8'))

/** The network of a Terraform plan or state, or of a template; what of it only a deployment knows is a problem. */
function ofForeign(path: string, options: LoadOptions): Result<Network, readonly Problem[]> {
  return ofImported(path, importFixture(readFileSync(path, 'utf8'), displayPath(path), { ...placeOf(options), readFile: readBeside(path) }))
}

const placeOf = ({ region = 'us-east-1', parameters = new Map(), variableFiles = [] }: LoadOptions): SourceOptions => ({
  account: '111122223333',
  region,
  parameters,
  variableFiles,
})

function ofImported(path: string, imported: Result<Imported, readonly Problem[]>): Result<Network, readonly Problem[]> {
  if (!imported.ok) return imported
  const { network, undecided } = imported.value
  // A stack that is not read may have a part in the network.
  const unread = undecided.filter(({ code }) => code === 'import/nested-stack')
  if (unread.length > 0) return err([...unread, ...(network?.undecided ?? [])])
  if (network === undefined) return err([problemOf(path, 'missing', `there is no network in \`${displayPath(path)}\``)])
  return network.network === undefined || network.undecided.length > 0 ? err(network.undecided) : ok(network.network)
}

const fixtureNames = ['fixture.yaml', 'fixture.yml', 'fixture.js', 'fixture.mjs', 'fixture.ts', 'fixture.mts']
const isNetworkFile = (file: string): boolean => /^network\.(ya?ml|json)$/.test(basename(file))

function isFixture(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true) return readdirSync(path).some((name) => fixtureNames.includes(name))
  if (stats === undefined) return false
  if (fixtureNames.includes(basename(path)) || /^\.m?[jt]s$/.test(extname(path))) return true
  const tree = /\.ya?ml$/.test(path) ? readTree(path) : undefined
  return tree?.ok === true && tree.value.kind === 'object' && member(tree.value, 'accounts') !== undefined
}

/** A file itself; of a folder its `network.yaml`, or else every JSON file below it. */
function filesOf(path: string): readonly string[] | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (!stats.isDirectory()) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => !/(^|[\\/])(\.git|node_modules)[\\/]/.test(name))
  const network = names.find((name) => isNetworkFile(name) && basename(name) === name)
  const found = network === undefined ? names.filter((name) => name.endsWith('.json')).sort() : [network]
  return found.map((name) => join(path, name))
}

function readTree(path: string): Result<Located, readonly Problem[]> {
  const file = displayPath(path)
  try {
    const text = readFileSync(path, 'utf8')
    return extname(path) === '.json' ? parseJson(text, file) : parseYaml(text, file)
  } catch {
    return err([problemOf(path, 'unreadable', `cannot read \`${file}\``)])
  }
}

function problemOf(path: string, what: string, message: string, help?: string): Problem {
  const start = { line: 1, column: 1, offset: 0 }
  return { code: `network/${what}`, at: { file: displayPath(path), start, end: start }, message, ...(help === undefined ? {} : { help }) }
}
