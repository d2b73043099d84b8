import { parseJson } from '../../base/parse-json.ts'
import type { Problem } from '../../base/problem.ts'
import type { Span } from '../../base/span.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { importFixture } from '../../fixture/import/import-fixture.ts'
import { readFixture } from '../../fixture/parse-fixture.ts'
import { type DescribeDocument, importDescribe } from '../../network/import-describe.ts'
import type { Network } from '../../network/network.ts'
import type { PolicyType } from '../../policy/policy.ts'
import type { DriftReport } from '../../report/drift-report.ts'
import type { PolicyChange } from '../../report/gate-report.ts'
import { compareUnits } from '../gate/gate-compare.ts'
import { unitsOfFixture } from '../gate/gate-fixture-units.ts'
import type { GateUnit } from '../gate/gate-unit.ts'
import { withAccount } from './drift-account.ts'
import { networkDrift } from './drift-network.ts'
import { type RealPolicy, withEndpoints, withPolicies } from './drift-policies.ts'

/** An answer of AWS: details of IAM, or of EC2, in the words of the fixture. */
export interface AccountText {
  readonly name: string
  readonly text: string
  readonly kind: 'details' | 'answer'
  /** Whose it is, where that is known beforehand: an empty account has nothing that says it. */
  readonly account?: string
}

/** What was read of the accounts of a fixture. */
export interface AccountRead {
  readonly texts: readonly AccountText[]
  readonly policies: readonly RealPolicy[]
  readonly notes: readonly string[]
}

export interface ComparedAs {
  readonly path: string
  readonly source: string
  /** Seconds for one principal or policy. */
  readonly timeout: number
}

/** A fixture against what accounts really have, in meaning and in both directions. What cannot be read is a problem. */
export function compareAccount(
  fixture: Fixture,
  { texts, policies, notes: told }: AccountRead,
  { path, source, timeout }: ComparedAs,
  problems: Problem[],
): DriftReport {
  const missing: Problem[] = []
  const notes = [...told]
  const details = texts.filter(({ kind }) => kind === 'details')
  const withIdentities = details.reduce((all, text) => withDetails(all, fixture, text, { missing, notes, problems }), fixture)
  const side = withPolicies(withIdentities, policies, problems)
  const network = networkOf(texts, problems)
  const flows = network === undefined || fixture.network === undefined ? undefined : networkDrift(fixture.network, network)
  if (network === undefined && fixture.network !== undefined)
    notes.push('the network of the fixture is not compared: no answers of EC2 were given')
  const knowsEndpoints = texts.some(({ kind, text }) => kind === 'answer' && text.includes('"VpcEndpoints"'))
  const ends =
    network === undefined || !knowsEndpoints
      ? { own: fixture, real: side.fixture, missing: [] }
      : withEndpoints(fixture, side.fixture, network, problems)
  const { changes, compared } = compareUnitsOf(ends.own, ends.real, timeout)
  return {
    fixture: path,
    source,
    compared: compared + (flows === undefined ? 0 : (fixture.network?.networkInterfaces.size ?? 0)),
    changes,
    more: flows?.more ?? [],
    less: flows?.less ?? [],
    missing: [...missing, ...side.missing, ...ends.missing, ...(flows?.missing ?? [])],
    beside: side.beside,
    notes,
  }
}

interface Told {
  readonly missing: Problem[]
  readonly notes: string[]
  readonly problems: Problem[]
}

function withDetails(real: Fixture, fixture: Fixture, text: AccountText, { missing, notes, problems }: Told): Fixture {
  const has = isEmpty(text) ? withoutIdentities(fixture, text) : detailsOf(text, problems)
  const account = has === undefined ? undefined : accountOf(fixture, has, text, problems)
  if (has === undefined || account === undefined) return real
  const side = withAccount(real, account, has)
  missing.push(...side.missing)
  if (side.others > 0) notes.push(`${side.others} roles and users of the account \`${account}\` are not in the fixture`)
  return side.fixture
}

/** Each part of the fixture as it is written and as it really is; a bucket's policy may be on one side alone. */
function compareUnitsOf(fixture: Fixture, real: Fixture, timeout: number) {
  const time = { limit: timeout * 1000, clock: () => performance.now() }
  const place = { path: '', show: <T>(at: T): T => at }
  const [own, found] = [byKey(unitsOfFixture(fixture, place)), byKey(unitsOfFixture(real, place))]
  const keys = [...new Set([...own.keys(), ...[...found].filter(([, { type }]) => mayHaveNone(type)).map(([key]) => key)])]
  const changes = keys.flatMap((key): readonly PolicyChange[] => {
    const [unit, other] = [own.get(key), found.get(key)]
    if (other === undefined && !mayHaveNone(unit?.type)) return []
    const { change } = compareUnits(unit, other, new Map(), time)
    return change === undefined ? [] : [{ ...change, at: unit?.at ?? placeOf(fixture, key) ?? change.at }]
  })
  return { changes, compared: own.size }
}

/** Buckets, access points and catalogs need no policy. */
const mayHaveNone = (type: PolicyType | undefined): boolean => type === 'bucket' || type === 'resource'

/** Of what has no policy in the fixture. */
function placeOf({ buckets, accessPoints, catalogs }: Fixture, key: string): Span | undefined {
  const titled = [
    ...[...buckets.values()].map(({ name, at }) => ({ title: `bucket policy of ${name}`, at })),
    ...[...(accessPoints?.values() ?? [])].map(({ name, at }) => ({ title: `policy of the access point ${name}`, at })),
    ...[...(catalogs?.values() ?? [])].map(({ name, at }) => ({ title: `policy of the catalog ${name}`, at })),
  ]
  return titled.find(({ title }) => key.endsWith(title))?.at
}

const byKey = (units: readonly GateUnit[]): ReadonlyMap<string, GateUnit> =>
  new Map(units.filter(({ carried }) => carried !== true).map((unit) => [unit.key, unit]))

/** An account in which nobody has created anything yet. */
const isEmpty = ({ account, text }: AccountText): boolean => account !== undefined && !/"Arn"\s*:/.test(text)

function withoutIdentities(fixture: Fixture, { account }: AccountText): Fixture {
  const accounts = new Map([...fixture.accounts].filter(([, { id }]) => id === account))
  return { ...fixture, accounts, users: new Map(), groups: new Map(), roles: new Map(), policies: new Map() }
}

function detailsOf({ name, text, account = '000000000000' }: AccountText, problems: Problem[]): Fixture | undefined {
  const imported = importFixture(text, name, { account, region: 'us-east-1', parameters: new Map() })
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
