import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Located } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import { importFixture, isForeign } from '../fixture/import/import-fixture.ts'
import { isPolicyDocument } from '../fixture/import/imported.ts'
import { displayPath, importSource, isSourcePath, readBeside } from '../fixture/load.ts'
import { guessPolicy } from '../ticket/guess-policy.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type GivenOptions, readGivenValues, refuseVariableFiles } from './given-values.ts'
import { foreignProject } from './init/init-foreign.ts'
import { everyFault, firstProject, type GivenPolicy, workflow } from './init/init-project.ts'
import { printProblems } from './print-problems.ts'
import { readNamedFile } from './read-named-file.ts'
import { schemaFolder } from './schema.ts'
import { version } from './version.ts'

export interface InitOptions extends GivenOptions {
  readonly from?: readonly string[]
  readonly bucket?: string
  readonly folder?: string
  readonly role?: string
  readonly github?: boolean
}

/** `sallyport init [DIR]`: a first project, of policies that are there or of made-up ones; ends with a run that is green. */
export async function init(directory: string, options: InitOptions): Promise<ExitCode> {
  const installed = 'node_modules/sallyport/schemas'
  const schemas = existsSync(join(directory, installed)) ? installed : 'schemas'
  const project = projectOf(options, schemas)
  if (typeof project === 'number') return project
  const files = new Map(project)
  if (schemas !== installed)
    for (const name of ['fixture', 'scenario'])
      files.set(`schemas/${name}.json`, readFileSync(new URL(`${name}.json`, schemaFolder), 'utf8'))
  if (options.github === true) files.set('.github/workflows/sallyport.yml', workflow(version))
  refuseOverwriting(directory, files)
  for (const [file, text] of files) write(directory, file, text)
  process.chdir(directory)
  return settle()
}

function projectOf(options: InitOptions, schemas: string): ReadonlyMap<string, string> | ExitCode {
  const files = options.from ?? []
  const [file = '', another] = files
  const isSource = file !== '' && isSourcePath(file)
  refuseVariableFiles(options.varFile, isSource)
  const text = file === '' || isSource ? '' : readNamedFile(file)
  if (!isSource && !isForeign(text)) {
    const given = readPolicies(files)
    return typeof given === 'number' ? given : firstProject(given, namesIn(options), schemas)
  }
  if (another !== undefined)
    throw new CommandFailure(exitCode.input, `\`${file}\` is a plan, template, account or module, and makes a project of its own`)
  const place = {
    account: '111122223333',
    region: 'us-east-1',
    ...readGivenValues(options),
    readFile: readBeside(file),
  }
  const imported = isSource ? importSource(file, place) : importFixture(text, displayPath(file), place)
  const project = foreignProject(imported, displayPath(file), namesIn(options), schemas, place)
  if (!project.ok) {
    printProblems(project)
    throw new CommandFailure(
      exitCode.input,
      'nothing is written',
      `\`sallyport import ${file} --out policies/first --partial\` writes the rest`,
    )
  }
  for (const note of project.value.notes) process.stderr.write(`note: ${note}\n`)
  return project.value.files
}

const namesIn = ({ bucket, folder, role }: InitOptions) => ({
  ...(bucket === undefined ? {} : { bucket }),
  ...(folder === undefined ? {} : { folder: folder.replace(/^\/+|\/+$/g, '') }),
  ...(role === undefined ? {} : { role }),
})

/** What they are, by what they say; the exit code where one cannot be read. */
function readPolicies(files: readonly string[]): readonly GivenPolicy[] | ExitCode {
  const taken = new Set(['vendor.json', 'fixture.yaml'])
  const policies: GivenPolicy[] = []
  for (const file of files) {
    const text = readNamedFile(file)
    const document = extname(file) === '.json' ? parseJson(text, displayPath(file)) : parseYaml(text, displayPath(file))
    if (!document.ok) return printProblems(document) ?? exitCode.input
    const name = basename(file)
    if (taken.has(name)) throw new CommandFailure(exitCode.input, `two files would be called \`${name}\``, 'rename one')
    taken.add(name)
    policies.push({ name, text, document: document.value, type: typeOf(file, document.value) })
  }
  for (const type of ['trust', 'bucket'] as const) {
    if (policies.filter((each) => each.type === type).length > 1)
      throw new CommandFailure(exitCode.input, `a first project has one ${type} policy`)
  }
  return policies
}

function typeOf(file: string, document: Located): GivenPolicy['type'] {
  const guess = document.kind === 'object' && isPolicyDocument(document) ? guessPolicy(document, '') : undefined
  if (guess?.type === 'identity' || guess?.type === 'trust' || guess?.type === 'bucket') return guess.type
  const what = guess === undefined ? 'is no policy' : `is a policy of another kind (${guess.type}): ${guess.because}`
  throw new CommandFailure(exitCode.input, `\`${file}\` ${what}`, 'take the policies of a role, its trust policy and a bucket policy')
}

function refuseOverwriting(directory: string, files: ReadonlyMap<string, string>): void {
  const there = [...files].flatMap(([file, text]) => {
    const path = join(directory, file)
    return existsSync(path) && readFileSync(path, 'utf8') !== text ? [displayPath(path)] : []
  })
  if (there.length === 0) return
  throw new CommandFailure(
    exitCode.input,
    `${there.map((file) => `\`${file}\``).join(', ')} would be overwritten`,
    'choose an empty folder: sallyport init DIR',
  )
}

function write(directory: string, file: string, text: string): void {
  const path = join(directory, file)
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw new CommandFailure(exitCode.target, `cannot write \`${path}\`: ${error instanceof Error ? error.message : String(error)}`)
  }
  process.stdout.write(`wrote ${displayPath(path)}\n`)
}

const usual = { concurrency: 4, timeout: 60, reporter: [], tag: [] }
const scenario = 'scenarios/first.yaml'

/** What is found in policies that do not work yet becomes what is expected: the project is green, and says what is wrong. */
async function settle(): Promise<ExitCode> {
  const { runScenarios } = await import('./test.ts')
  process.stdout.write('\n')
  const before = readFileSync(scenario, 'utf8')
  const first = await runScenarios([scenario], { ...usual, update: true })
  const isUpdated = readFileSync(scenario, 'utf8') !== before
  if (first === exitCode.ok && !isUpdated) {
    writeFileSync(scenario, before + everyFault)
    process.stdout.write('\nthe connection works; now with every fault that can be put into it:\n\n')
  } else if (isUpdated) {
    process.stdout.write(`\n${scenario} now expects what was found; mend the policies, and write \`expect: healthy\` again\n\n`)
  } else return first
  const code = await runScenarios([scenario], usual)
  if (code === exitCode.ok) process.stdout.write('\nnext: change policies/first, and run `sallyport test --watch`\n')
  return code
}
