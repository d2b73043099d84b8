import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { stringify } from 'yaml'
import { parseYaml } from '../base/parse-yaml.ts'
import type { Problem } from '../base/problem.ts'
import { problemsInOrder } from '../base/problems-in-order.ts'
import { err } from '../base/result.ts'
import type { LocatedObject } from '../fixture/import/draft.ts'
import { fixtureFiles } from '../fixture/import/fixture-files.ts'
import { importAssembly, isAssembly } from '../fixture/import/import-assembly.ts'
import { importFixture } from '../fixture/import/import-fixture.ts'
import { isSourceName } from '../fixture/import/terraform-source/source-files.ts'
import { displayPath, importSource, isSourcePath, readBeside } from '../fixture/load.ts'
import { readFixture } from '../fixture/parse-fixture.ts'
import { formatNetwork } from '../network/format-network.ts'
import { parseNetwork } from '../network/parse-network.ts'
import { parseAccountId } from '../policy/account-id.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type GivenOptions, readGivenValues, refuseVariableFiles } from './given-values.ts'
import { areDescribeAnswers, countedParts, importNetwork } from './import-network.ts'
import { printProblems } from './print-problems.ts'
import { readNamedFile } from './read-named-file.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'

export interface ImportCommandOptions extends GivenOptions {
  readonly out: string
  readonly account: string
  readonly region: string
  readonly partial?: boolean
}

/** `sallyport import`: another tool's file as a fixture folder. Nothing is written unless all of it can be, or `--partial` asks for the rest. */
export async function importCommand(paths: readonly string[], options: ImportCommandOptions): Promise<ExitCode> {
  const [path = ''] = paths
  return !isOneFixture(path) && areDescribeAnswers(paths) ? importNetwork(paths, options) : importFile(path, options)
}

/** Of folders, those of a CDK app and of Terraform's own files are no answers of describe commands. */
function isOneFixture(path: string): boolean {
  if (!isFolder(path)) return false
  const names = readdirSync(path)
  if (!names.some((name) => extname(name) === '.json' || isSourceName(name))) {
    const help =
      'a folder is `cdk.out`, a module of Terraform, or has what `aws ec2 describe-*` prints; plans, templates and details of an account are named by their file'
    throw new CommandFailure(exitCode.input, `there is nothing in \`${displayPath(path)}\` that can be read as a fixture`, help)
  }
  return names.includes('manifest.json') || isSourcePath(path)
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

function importFile(given: string, options: ImportCommandOptions): ExitCode {
  const isSource = isSourcePath(given)
  const path = isFolder(given) && !isSource ? join(given, 'manifest.json') : given
  if (!parseAccountId(options.account).ok)
    throw new CommandFailure(exitCode.input, `\`${options.account}\` is no account id`, 'it has twelve digits')
  const file = displayPath(path)
  refuseVariableFiles(options.varFile, isSource)
  const text = isSource ? '' : readNamedFile(path)
  const place = {
    account: options.account,
    region: options.region,
    ...readGivenValues(options),
    readFile: readBeside(path),
  }
  const imported = isSource
    ? importSource(path, place)
    : isAssembly(text)
      ? importAssembly(text, file, place, readBeside(path))
      : importFixture(text, file, place)
  if (!imported.ok) return printProblems(imported) ?? exitCode.input
  const { kind, fixture, network } = imported.value
  const undecided = problemsInOrder([...imported.value.undecided, ...(network?.undecided ?? [])])
  const notes = [...imported.value.notes, ...(network?.notes ?? [])]
  const written = network?.network === undefined ? undefined : formatNetwork(network.network)
  const lost = written?.lost ?? []
  if (undecided.length + lost.length > 0) {
    process.stderr.write(renderProblems(undecided, readSource))
    for (const each of lost) process.stderr.write(`${options.partial === true ? 'note: ' : ''}${each}\n`)
    if (options.partial !== true) {
      process.stderr.write('nothing is written; --partial writes what can be known\n')
      return exitCode.input
    }
  }
  const checked = readFixture(fixture, { name: file, file, readFile: readBeside(path) }, 'in place')
  if (!checked.ok) return printProblems(checked) ?? exitCode.input
  const files = withNetwork(fixture, `Imported from ${file}, ${kind}.`, written?.text)
  const again = checkNetwork(files.get(networkFile), displayPath(join(options.out, networkFile)))
  if (again !== undefined) return printProblems(err(again)) ?? exitCode.input
  write(options.out, files)
  for (const note of notes) process.stderr.write(`note: ${note}\n`)
  const { users, groups, roles, policies, buckets, keys } = checked.value
  const parts = Object.entries({ users, groups, roles, policies, buckets, keys }).filter(([, part]) => part.size > 0)
  const documents = files.size - 1 - (files.has(networkFile) ? 1 : 0)
  const counted = parts.map(([name, { size }]) => `${size} ${name}`)
  const all = [...counted, `${documents} documents`, ...(network?.network === undefined ? [] : [countedParts(network.network)])]
  process.stdout.write(`${displayPath(join(options.out, 'fixture.yaml'))}: ${all.join(', ')}\n`)
  return exitCode.ok
}

const networkFile = 'network.yaml'

/** The files of the fixture; its network is one of its own. */
function withNetwork(fixture: LocatedObject, header: string, network: object | undefined): ReadonlyMap<string, string> {
  if (network === undefined) return fixtureFiles(fixture, header)
  const place = { key: 'network', keyAt: fixture.at, value: { kind: 'string', at: fixture.at, value: `./${networkFile}` } } as const
  const files = fixtureFiles({ ...fixture, members: [...fixture.members, place] }, header)
  return new Map([...files, [networkFile, `# ${header}\n${stringify(network, { lineWidth: 0, flowCollectionPadding: true })}`]])
}

/** Problems of a network that is about to be written. */
function checkNetwork(text: string | undefined, file: string): readonly Problem[] | undefined {
  if (text === undefined) return undefined
  const tree = parseYaml(text, file)
  const network = tree.ok ? parseNetwork(tree.value) : tree
  return network.ok ? undefined : network.error
}

/** A folder that has one of the files already is left as it is. */
function write(folder: string, files: ReadonlyMap<string, string>): void {
  const [taken] = [...files.keys()].filter((name) => existsSync(join(folder, name)))
  if (taken !== undefined) {
    throw new CommandFailure(
      exitCode.input,
      `there is a \`${displayPath(join(folder, taken))}\` already`,
      'choose another folder with --out',
    )
  }
  try {
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of files) writeFileSync(join(folder, name), text)
  } catch (error) {
    throw new CommandFailure(exitCode.target, `\`${folder}\` cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
