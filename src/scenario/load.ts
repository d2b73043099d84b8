import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { TextAt } from '../base/shape.ts'
import { didYouMean } from '../base/suggest.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { displayPath, type GivenValues, loadFixture } from '../fixture/load.ts'
import { bindScenario, fixtureNamedIn, parseScenario, type ScenarioOutline } from './parse-scenario.ts'
import type { Scenario } from './scenario.ts'

/**
 * Loads the scenarios of files and of folders with everything in them, sorted by file, and the fixtures that they name. `faults` are the ids of
 * the catalogue, `given` what fixtures in files of other tools do not say. All problems of all files are found at once.
 */
export async function loadScenarios(
  paths: readonly string[],
  faults: readonly string[],
  given: GivenValues = {},
): Promise<Result<readonly Scenario[], readonly Problem[]>> {
  const problems: Problem[] = []
  const files = [...new Set(paths.flatMap((path) => scenarioFiles(path, problems)).map((file) => resolve(file)))].sort()
  const outlines = files.map((path) => ({ path, ...outlineOf(path, faults, problems) }))
  const loaded = new Map<string, Fixture | undefined>()
  const scenarios: Scenario[] = []
  for (const { path, outline, named } of outlines) {
    const fixture = named === undefined ? undefined : await fixtureOf(path, named, { loaded, given, problems })
    if (fixture !== undefined && outline !== undefined) scenarios.push(...take(bindScenario(outline, fixture), problems))
  }
  problems.push(...sharedBuckets([...loaded.values()].filter((fixture) => fixture !== undefined)))
  return problems.length === 0 ? ok(scenarios) : err(problems)
}

/** The value in a list, or nothing and its problems on the heap. */
function take<T>(result: Result<T, readonly Problem[]>, problems: Problem[]): readonly T[] {
  if (result.ok) return [result.value]
  problems.push(...result.error)
  return []
}

function scenarioFiles(path: string, problems: Problem[]): string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  const shown = displayPath(path)
  if (stats?.isFile()) return [path]
  if (stats === undefined) {
    const help = didYouMean(basename(path), namesIn(dirname(path))).help ?? '`sallyport init` begins a project, with a first scenario'
    problems.push(problemOf('missing', shown, `there is no \`${shown}\``, help))
    return []
  }
  // A folder with `scenarios` in it has policies and other things beside them.
  const inside = join(path, 'scenarios')
  if (statSync(inside, { throwIfNoEntry: false })?.isDirectory() === true) return scenarioFiles(inside, problems)
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name))
  if (files.length === 0)
    problems.push(problemOf('none', shown, `there is no scenario in \`${shown}\``, 'a scenario is a file `NAME.yaml`'))
  return files.map((name) => join(path, name))
}

/** The fixture is named even where nothing else of the scenario can be used: its problems are told at the same time. */
function outlineOf(
  path: string,
  faults: readonly string[],
  problems: Problem[],
): { readonly outline?: ScenarioOutline; readonly named?: TextAt } {
  const file = displayPath(path)
  const text = readText(path)
  if (text === undefined) problems.push(problemOf('unreadable', file, `cannot read \`${file}\``))
  const outline = text === undefined ? undefined : parseScenario(text, { name: basename(path, extname(path)), file, faults }, problems)
  const named = outline?.text.fixture ?? (text === undefined ? undefined : fixtureNamedIn(text, file))
  return { ...(outline === undefined ? {} : { outline }), ...(named === undefined ? {} : { named }) }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Loads each fixture once; its problems are told once. */
async function fixtureOf(
  path: string,
  { text, at }: TextAt,
  { loaded, given, problems }: { loaded: Map<string, Fixture | undefined>; given: GivenValues; problems: Problem[] },
): Promise<Fixture | undefined> {
  const target = resolve(dirname(path), text)
  if (statSync(target, { throwIfNoEntry: false }) === undefined) {
    const help = didYouMean(basename(target), namesIn(dirname(target))).help ?? "the path is seen from the scenario's folder"
    problems.push({ code: 'scenario/no-fixture', at, message: `there is no fixture \`${text}\``, help })
    return undefined
  }
  if (!loaded.has(target)) loaded.set(target, take(await loadFixture(target, given), problems)[0])
  return loaded.get(target)
}

/**
 * A bucket's name is unique in all of AWS, so two fixtures of one run cannot both create it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
function sharedBuckets(fixtures: readonly Fixture[]): readonly Problem[] {
  const first = new Map<string, string>()
  return fixtures.flatMap((fixture) =>
    [...fixture.buckets.values()].flatMap(({ name, at }) => {
      const other = first.get(name) ?? fixture.at.file
      first.set(name, other)
      // One fixture may be named by its folder and by its file.
      if (other === fixture.at.file) return []
      const message = `bucket \`${name}\` is created by \`${other}\` as well`
      return [{ code: 'scenario/shared-bucket', at, message, help: 'bucket names are unique in all of AWS: rename one' }]
    }),
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function problemOf(what: string, file: string, message: string, help?: string): Problem {
  const start = { line: 1, column: 1, offset: 0 }
  return { code: `scenario/${what}`, at: { file, start, end: start }, message, ...(help === undefined ? {} : { help }) }
}
