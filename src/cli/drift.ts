import { parseJson } from '../base/parse-json.ts'
import type { Problem } from '../base/problem.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { importFixture } from '../fixture/import/import-fixture.ts'
import { loadFixture } from '../fixture/load.ts'
import { readFixture } from '../fixture/parse-fixture.ts'
import { type DescribeDocument, importDescribe } from '../network/import-describe.ts'
import type { Network } from '../network/network.ts'
import { type DriftReport, driftJson, driftOutcome, driftText } from '../report/drift-report.ts'
import type { PolicyChange } from '../report/gate-report.ts'
import { withAccount } from './drift-account.ts'
import { networkDrift } from './drift-network.ts'
import { type AccountText, readDumps, readTarget } from './drift-sources.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { compareUnits } from './gate-compare.ts'
import { unitsOfFixture } from './gate-fixture-units.ts'
import type { GateUnit } from './gate-unit.ts'
import { printProblems } from './print-problems.ts'
import { renderProblems } from './render-problems.ts'
import { terminalStyle } from './terminal-style.ts'

export interface DriftOptions {
  readonly target?: string
  readonly json?: boolean
  /** Seconds for one principal or policy. */
  readonly timeout: number
}

/** `sallyport drift`: a fixture against what an account really has, in both directions. It only reads. */
export async function drift(path: string, dumps: readonly string[], options: DriftOptions): Promise<ExitCode> {
  if ((options.target === undefined) === (dumps.length === 0))
    throw new CommandFailure(exitCode.input, 'a fixture is compared with dumps, or with --target', 'sallyport drift FIXTURE account.json')
  const loaded = await loadFixture(path)
  if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
  const texts = options.target === undefined ? readDumps(dumps) : await readTarget(options.target, loaded.value)
  const problems: Problem[] = []
  const report = compare(path, loaded.value, texts, options, problems)
  if (problems.length > 0) {
    const sources = new Map(texts.map(({ name, text }) => [name, text]))
    process.stderr.write(renderProblems(problems, (file) => sources.get(file)))
    return exitCode.input
  }
  process.stdout.write(options.json === true ? driftJson(report) : driftText(report, terminalStyle(process.stdout)))
  return { same: exitCode.ok, drift: exitCode.failed, undecided: exitCode.target }[driftOutcome(report)]
}

function compare(
  path: string,
  fixture: Fixture,
  texts: readonly AccountText[],
  { target, timeout }: DriftOptions,
  problems: Problem[],
): DriftReport {
  const source = target === undefined ? texts.map(({ name }) => name).join(', ') : `the target ${target}`
  const missing: Problem[] = []
  const notes: string[] = []
  let real = fixture
  for (const text of texts.filter(({ kind }) => kind === 'details')) {
    const has = detailsOf(text, problems)
    const account = has === undefined ? undefined : accountOf(fixture, has, text, problems)
    if (has === undefined || account === undefined) continue
    const side = withAccount(real, account, has)
    real = side.fixture
    missing.push(...side.missing)
    if (side.others > 0) notes.push(`${side.others} roles and users of the account \`${account}\` are not in the fixture`)
  }
  const time = { limit: timeout * 1000, clock: () => performance.now() }
  const place = { path: '', show: <T>(at: T): T => at }
  const [own, found] = [unitsOfFixture(fixture, place), unitsOfFixture(real, place)].map(byKey)
  const changes = [...(own ?? [])].flatMap(([key, unit]): readonly PolicyChange[] => {
    const other = found?.get(key)
    if (other === undefined) return []
    const { change } = compareUnits(unit, other, new Map(), time)
    return change === undefined ? [] : [{ ...change, at: unit.at }]
  })
  const network = networkOf(texts, problems)
  const flows = network === undefined || fixture.network === undefined ? undefined : networkDrift(fixture.network, network)
  if (network === undefined && fixture.network !== undefined)
    notes.push('the network of the fixture is not compared: no answers of EC2 were given')
  return {
    fixture: path,
    source,
    compared: (own?.size ?? 0) + (flows === undefined ? 0 : (fixture.network?.networkInterfaces.size ?? 0)),
    changes,
    more: flows?.more ?? [],
    less: flows?.less ?? [],
    missing: [...missing, ...(flows?.missing ?? [])],
    notes,
  }
}

const byKey = (units: readonly GateUnit[]): ReadonlyMap<string, GateUnit> =>
  new Map(units.filter(({ carried }) => carried !== true).map((unit) => [unit.key, unit]))

function detailsOf({ name, text }: AccountText, problems: Problem[]): Fixture | undefined {
  const imported = importFixture(text, name, { account: '000000000000', region: 'us-east-1', parameters: new Map() })
  if (!imported.ok) problems.push(...imported.error)
  else problems.push(...imported.value.undecided)
  if (!imported.ok || imported.value.undecided.length > 0) return undefined
  const source = { name, file: name, readFile: () => ({ found: false as const, file: name, beside: [] }) }
  const fixture = readFixture(imported.value.fixture, source, 'in place')
  if (!fixture.ok) problems.push(...fixture.error)
  return fixture.ok ? fixture.value : undefined
}

/** The account of the fixture that a dump is of. */
function accountOf(fixture: Fixture, has: Fixture, { name }: AccountText, problems: Problem[]): string | undefined {
  const [id] = [...has.accounts.values()].map((account) => account.id)
  const account = [...fixture.accounts.values()].find((each) => each.id === id)
  if (account === undefined)
    problems.push({
      code: 'drift/other-account',
      at: { ...has.at, file: name },
      message: `this is of the account ${id}, and the fixture has none of that id`,
      help: `it has ${[...fixture.accounts.values()].map((each) => `${each.name} (${each.id})`).join(', ')}`,
    })
  return account?.name
}

function networkOf(texts: readonly AccountText[], problems: Problem[]): Network | undefined {
  const documents = texts
    .filter(({ kind }) => kind === 'answer')
    .flatMap(({ name, text }): readonly DescribeDocument[] => {
      const tree = parseJson(text, name)
      if (!tree.ok) problems.push(...tree.error)
      return tree.ok ? [{ file: name, tree: tree.value }] : []
    })
  if (documents.length === 0) return undefined
  const network = importDescribe(documents)
  if (!network.ok) problems.push(...network.error)
  return network.ok ? network.value : undefined
}
