import { dirname } from 'node:path'
import { parseJson } from '../../base/parse-json.ts'
import { parseYaml } from '../../base/parse-yaml.ts'
import type { Problem } from '../../base/problem.ts'
import { mapDocuments, policyTypes } from '../../faults/placed-document.ts'
import type { PolicyFile } from '../../fixture/fixture.ts'
import { isForeign } from '../../fixture/import/import-fixture.ts'
import type { ImportOptions } from '../../fixture/import/imported.ts'
import { loadFixture } from '../../fixture/load.ts'
import { withoutKey } from '../../fixture/network.ts'
import { locateDocument } from '../../fixture/policy-text.ts'
import { type DescribeDocument, importDescribe, isDescribeAnswer } from '../../network/import-describe.ts'
import { parseNetwork } from '../../network/parse-network.ts'
import { parsePolicy } from '../../policy/parse-policy.ts'
import type { PolicyType } from '../../policy/policy.ts'
import { assembliesIn, assemblyUnits } from './gate-assembly.ts'
import { isFixtureName, isFixtureText, isNetworkName, isNetworkText, mayBeAnswer, mayBePolicy, mayHoldPolicy } from './gate-file-kind.ts'
import { unitsOfFixture } from './gate-fixture-units.ts'
import { type ForeignUnits, foreignUnits } from './gate-foreign.ts'
import { nestedTemplates, readInTree } from './gate-nested.ts'
import { type GateNetwork, type GateNetworks, wholeNetwork } from './gate-network.ts'
import type { Opaque, Opaques } from './gate-opaque.ts'
import type { FixturePlace } from './gate-place.ts'
import { readPolicy } from './gate-policy.ts'
import { isSourcePart, rootModules, sourceUnits } from './gate-source.ts'
import type { GateTree } from './gate-tree.ts'
import type { GateUnit } from './gate-unit.ts'

export interface GateUnits {
  readonly networks: GateNetworks
  readonly units: readonly GateUnit[]
  readonly problems: readonly Problem[]
  /** What files of other tools do not say, and only a deployment knows. */
  readonly unknown: readonly Problem[]
  readonly notes: readonly string[]
  /** What may hold policies and is not read. */
  readonly opaque: Opaques
  /** What Terraform's own files leave to a plan: it is among `opaque`, too. */
  readonly open: readonly Problem[]
  /** Fixtures and files of other tools that are there, by `GateUnit.fixture`. */
  readonly places: ReadonlySet<string>
}

/** Policies that were read before, by path and text: what is the same on both sides is read once. */
export type KnownPolicies = Map<string, ReturnType<typeof readPolicy>>

/** Every policy and network of a tree; those of fixtures and of other tools' files by what they are attached to. */
export async function unitsOf(tree: GateTree, options: ImportOptions, known: KnownPolicies = new Map()): Promise<GateUnits> {
  const collector = new Collector(tree, options, known)
  await collector.collect()
  return collector
}

class Collector implements GateUnits {
  readonly units: GateUnit[] = []
  readonly problems: Problem[] = []
  readonly unknown: Problem[] = []
  readonly notes: string[] = []
  readonly networks = new Map<string, GateNetwork>()
  readonly places = new Set<string>()
  readonly opaque: Map<string, Opaque>
  readonly open: Problem[] = []
  private readonly tree: GateTree
  private readonly options: ImportOptions
  private readonly known: KnownPolicies
  /** Files that a fixture reads. */
  private readonly taken = new Set<string>()

  constructor(tree: GateTree, options: ImportOptions, known: KnownPolicies) {
    this.tree = tree
    this.options = options
    this.known = known
    this.opaque = new Map(tree.opaque)
  }

  async collect(): Promise<void> {
    const { tree, problems } = this
    const texts = new Map(
      tree.files.filter((path) => /\.(?:json|ya?ml)$/i.test(path) && !isSourcePart(path)).map((path) => [path, tree.read(path)]),
    )
    problems.push(...[...texts].flatMap(([path, text]) => conflictIn(tree.show(path), text) ?? []))
    if (problems.length > 0) return
    const isFixture = (path: string): boolean => isFixtureName(path) || (tree.alone && isFixtureText(texts.get(path) ?? ''))
    for (const path of tree.files.filter(isFixture)) await this.addFixture(path)
    for (const path of assembliesIn(texts)) this.addAssembly(path)
    const answers = new Map<string, DescribeDocument[]>()
    const nested = nestedTemplates(texts)
    for (const [path, text] of texts) {
      if (this.taken.has(tree.show(path)) || isFixture(path) || nested.has(path)) continue
      if (text.includes('\0')) {
        this.opaque.set(path, { state: text, says: 'is no text in UTF-8', help: 'save it as UTF-8' })
        continue
      }
      if (isNetworkName(path) || (tree.alone && isNetworkText(text))) this.addNetwork(path, text)
      else if (/\.json$/i.test(path) && mayBeAnswer(text)) this.addAnswer(path, text, answers)
      if (isForeign(text) && this.addForeign(path, text)) continue
      if (mayBePolicy(text)) this.addPolicy(path, text)
      else if (mayHoldPolicy(text)) this.opaque.set(path, policyInside(text))
    }
    for (const folder of rootModules(tree)) this.addSource(folder)
    for (const [folder, documents] of answers) this.keepNetwork(folder, importDescribe(documents))
  }

  private async addFixture(path: string): Promise<void> {
    const { tree } = this
    const loaded = await loadFixture(`${tree.root}/${path}`)
    if (!loaded.ok) {
      this.problems.push(...loaded.error.map((problem) => ({ ...problem, at: { ...problem.at, file: tree.showFrom(problem.at.file) } })))
      return
    }
    const fixture = mapDocuments(loaded.value, (document) => {
      this.taken.add(tree.showFrom(document.file.file))
      return relabelled(document.file, tree, policyTypes[document.place.kind])
    })
    const folder = tree.alone ? '' : folderOf(path)
    this.units.push(...unitsOfFixture(fixture, this.placeOf(folder)))
    if (fixture.network === undefined) return
    this.networks.set(folder, wholeNetwork(fixture.network))
    this.taken.add(tree.showFrom(fixture.network.at.file))
  }

  private placeOf(path: string): FixturePlace {
    this.places.add(path)
    return { path, show: (at) => ({ ...at, file: this.tree.showFrom(at.file) }) }
  }

  /** Whether it is a file of another tool after all. */
  private addForeign(path: string, text: string): boolean {
    const options = { ...this.options, readFile: readInTree(this.tree, path) }
    const found = foreignUnits(text, this.tree.show(path), this.placeOf(this.tree.alone ? '' : path), options)
    if (found === undefined) return false
    this.keep(found, path)
    return true
  }

  private addAssembly(path: string): void {
    const { tree } = this
    // That of a stage is read with its app.
    if (this.taken.has(tree.show(path))) return
    const folder = tree.alone ? '' : folderOf(path)
    const { units, files } = assemblyUnits(tree, path, this.placeOf(folder), this.options)
    for (const file of files) this.taken.add(file)
    this.keep(units, folder)
  }

  private addSource(folder: string): void {
    this.keep(sourceUnits(this.tree, folder, this.placeOf(this.tree.alone ? '' : folder), this.options), folder)
  }

  private keep(found: ForeignUnits, path: string): void {
    this.units.push(...found.units)
    this.problems.push(...found.problems)
    this.unknown.push(...found.unknown)
    this.notes.push(...found.notes)
    this.open.push(...(found.open ?? []))
    for (const [key, part] of found.opaque) this.opaque.set(key, part)
    if (found.network !== undefined) this.networks.set(this.tree.alone ? '' : path, found.network)
  }

  private addPolicy(path: string, text: string): void {
    const key = `${path}\n${text}`
    const read = this.known.get(key) ?? readPolicy(path, this.tree.show(path), text)
    this.known.set(key, read)
    if ('problems' in read) this.problems.push(...read.problems)
    else if (read.unit !== undefined) this.units.push(read.unit)
    else this.opaque.set(path, policyInside(text))
  }

  private addNetwork(path: string, text: string): void {
    const file = this.tree.show(path)
    const tree = /\.json$/i.test(path) ? parseJson(text, file) : parseYaml(text, file)
    if (tree.ok) this.keepNetwork(this.tree.alone ? '' : folderOf(path), parseNetwork(withoutKey(tree.value)))
    else this.problems.push(...tree.error)
  }

  /** Answers of `aws ec2 describe-*` in one folder are one network. */
  private addAnswer(path: string, text: string, answers: Map<string, DescribeDocument[]>): void {
    const file = this.tree.show(path)
    const tree = parseJson(text, file)
    if (!tree.ok) this.problems.push(...tree.error)
    if (!tree.ok || !isDescribeAnswer(tree.value)) return
    const folder = this.tree.alone ? '' : folderOf(path)
    const found = answers.get(folder)
    if (found === undefined) answers.set(folder, [{ file, tree: tree.value }])
    else found.push({ file, tree: tree.value })
  }

  private keepNetwork(folder: string, network: ReturnType<typeof parseNetwork>): void {
    if (network.ok) this.networks.set(folder, wholeNetwork(network.value))
    else this.problems.push(...network.error)
  }
}

const policyInside = (text: string): Opaque => ({
  state: text,
  says: 'has something like a policy document inside',
  help: 'give the policy a file of its own, or a fixture',
})

const folderOf = (path: string): string => (path.includes('/') ? dirname(path) : '.')

function conflictIn(file: string, text: string): Problem | undefined {
  const at = text.search(/^<{7}(?:\s|$)/m)
  if (at === -1 || !/^>{7}(?:\s|$)/m.test(text)) return undefined
  const line = text.slice(0, at).split('\n').length
  const start = { line, column: 1, offset: at }
  return {
    code: 'gate/merge-conflict',
    at: { file, start, end: { line, column: 8, offset: at + 7 } },
    message: 'a merge conflict is left in the file',
    help: 'resolve it, and run the gate again',
  }
}

/** The same document, with the name by which people know its file. */
function relabelled(file: PolicyFile, tree: GateTree, type: PolicyType): PolicyFile {
  const shown = { ...file, file: tree.showFrom(file.file) }
  if (shown.file === file.file) return file
  const document = locateDocument(shown)
  const policy = document.ok ? parsePolicy(document.value, type) : document
  return policy.ok ? { ...shown, policy: policy.value } : file
}
