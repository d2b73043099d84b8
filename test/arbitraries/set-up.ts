import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import type { S3Connection } from '../../src/connectors/connection.ts'
import { documentsOf } from '../../src/faults/placed-document.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'
import { type ShippedName, shippedConnections } from '../shipped.ts'

/** The customer's own names in a set-up. */
export interface Names {
  readonly bucket: string
  readonly folder: string
  readonly role: string
  readonly user: string
  readonly externalId: string
  readonly transferBucket: string
  readonly key: string
  readonly database: string
  readonly policy: string
  readonly vendor: string
  readonly customer: string
}

/** A shipped set-up with other names, in another spelling, with harmless statements in between. */
export interface DrawnSetUp {
  readonly shipped: ShippedName
  readonly names: Names
  readonly setUp: SetUp
  readonly [fc.toStringMethod]: () => string
}

/** What stands in the files of each set-up for each name. */
export const originalNames: Readonly<Record<ShippedName, Names>> = {
  's3-input': named('acme-exports', 'daily', 'EtleapInput', 'etl-app', 'dep-42', 'etl-transfer', 'none', 'read'),
  's3-input-iam-user': named('acme-reports', 'sales/eu', 'NoRole', 'acme-loader', 'no-id', 'etl-transfer-keys', 'none', 'read'),
  's3-input-bucket-policy': named('acme-events', 'events', 'EtleapReader', 'etl-scheduler', 'no-id', 'etl-transfer-events', 'none', 'read'),
  's3-input-access-point': named('acme-ledger', 'daily', 'EtleapLedger', 'etl-runner', 'no-id', 'etl-transfer-ledger', 'none', 'read'),
  's3-data-lake-glue': named(
    'acme-tables',
    'iceberg',
    'EtleapTables',
    'etl-tables',
    'dep-91',
    'no-transfer',
    'none',
    'tables',
    'analytics',
  ),
  's3-data-lake-bucket-policy': named('acme-parquet', 'curated', 'EtleapLoader', 'etl-loader', 'no-id', 'no-transfer', 'none', 'write'),
  's3-data-lake': named('acme-lake', 'warehouse', 'EtleapLake', 'etl-writer', 'dep-77', 'etl-transfer-lake', 'lake', 'write'),
}

function named(
  bucket: string,
  folder: string,
  role: string,
  user: string,
  externalId: string,
  transferBucket: string,
  key: string,
  policy: string,
  database = 'no-database',
): Names {
  return { bucket, folder, role, user, externalId, transferBucket, key, policy, database, vendor: '444455556666', customer: '111122223333' }
}

const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
const word = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: min, maxLength: max })

/** Names that have nothing in common, so that what a sentence says can be traced to one of them. */
const anyNames: fc.Arbitrary<Names> = fc
  .record({
    bucket: fc.tuple(word(4, 12), word(3, 12)).map((parts) => parts.join('-')),
    folder: fc.array(word(4, 10), { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/')),
    role: word(5, 20).map((text) => `R${text}`),
    user: word(5, 20).map((text) => `u-${text}`),
    externalId: word(6, 20).map((text) => `id:${text}`),
    transferBucket: fc.tuple(word(4, 12), word(3, 12)).map((parts) => `tb.${parts.join('.')}`),
    key: word(4, 12).map((text) => `k-${text}`),
    policy: word(4, 12).map((text) => `p-${text}`),
    database: word(5, 14).map((text) => `d${text}`),
    vendor: fc.constantFrom('444455556666', '222233334444'),
    customer: fc.constantFrom('111122223333', '123456789012'),
  })
  .filter(({ bucket, folder }) => !bucket.includes(folder.slice(0, 4)))

export const anySetUp = (shipped: ShippedName): fc.Arbitrary<DrawnSetUp> =>
  fc.tuple(anyNames, fc.array(fc.nat(), { minLength: 40, maxLength: 40 })).map(([names, numbers]) => {
    const dice = new Dice(numbers)
    const setUp = readSetUp(shipped, names, (document, name) => respell(document, name, names, dice))
    return { shipped, names, setUp, [fc.toStringMethod]: () => describeSetUp(names, setUp) }
  })

/** A counterexample in a few lines. */
const describeSetUp = (names: Names, { fixture }: SetUp): string =>
  [
    JSON.stringify(names),
    ...documentsOf(fixture).map(({ file }) => `${file.file}: ${JSON.stringify(JSON.parse(file.text).Statement)}`),
  ].join('\n')

/** Decisions drawn beforehand, so that a failing case shrinks. */
class Dice {
  private readonly numbers: readonly number[]
  private at = 0

  constructor(numbers: readonly number[]) {
    this.numbers = numbers
  }

  below(limit: number): number {
    const number = this.numbers[this.at % this.numbers.length] ?? 0
    this.at += 1
    return (number + this.at) % limit
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }
}

interface Statement {
  readonly [element: string]: unknown
}

/** Reads a shipped set-up under other names; each policy document may be changed on the way. */
export function readSetUp(
  shipped: ShippedName,
  names: Names,
  change: (statements: readonly Statement[], file: string) => readonly Statement[],
): SetUp {
  const folder = `policies/${shipped}`
  const read = (file: string): string => rename(readFileSync(`${folder}/${file}`, 'utf8'), originalNames[shipped], names)
  const fixture = parseFixture(read('fixture.yaml'), {
    name: shipped,
    file: `${folder}/fixture.yaml`,
    readFile: (path) => {
      const name = path.replace('./', '')
      const document: { readonly Statement: readonly Statement[] } = JSON.parse(read(name))
      return {
        found: true,
        file: `${folder}/${name}`,
        text: JSON.stringify({ ...document, Statement: change(document.Statement, name) }, undefined, 2),
      }
    },
  })
  if (!fixture.ok) throw new Error(fixture.error.map(({ at, message }) => `${at.file}:${at.start.line} ${message}`).join('\n'))
  const connection: S3Connection = JSON.parse(rename(JSON.stringify(shippedConnections[shipped]), originalNames[shipped], names))
  return { fixture: fixture.value, connection }
}

/** Whole names only, the longer ones first; a key and a policy are named where keys and policies stand. */
function rename(text: string, from: Names, to: Names): string {
  const fields = ['transferBucket', 'bucket', 'folder', 'role', 'user', 'externalId', 'database', 'vendor', 'customer'] as const
  const renamed = fields.reduce((done, field, index) => done.replaceAll(wholeName(from[field]), `\u0001${index}\u0002`), text)
  const filled = fields.reduce((done, field, index) => done.replaceAll(`\u0001${index}\u0002`, to[field]), renamed)
  return filled
    .replaceAll(`key/${from.key}`, `key/${to.key}`)
    .replace(`key: ${from.key} }`, `key: ${to.key} }`)
    .replace(`policies: { ${from.policy}:`, `policies: { ${to.policy}:`)
}

const wholeName = (name: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9-])`, 'g')

/** Another spelling of the same: other order, lists or single values, other case, split statements, and statements that change nothing. */
function respell(statements: readonly Statement[], file: string, names: Names, dice: Dice): readonly Statement[] {
  const split = statements.flatMap((statement) => (dice.below(3) === 0 ? splitActions(statement) : [statement]))
  const spelt = split.map((statement) => respellStatement(statement, dice))
  const extra = dice.below(3) === 0 ? [] : [dice.pick(harmless(file, names))]
  const all = [...spelt, ...extra].map(withoutSid)
  const turn = dice.below(all.length)
  return [...all.slice(turn), ...all.slice(0, turn)]
}

/** One statement for each action. A policy of a bucket must have a fitting resource for each, so only statements about one kind are split there. */
function splitActions(statement: Statement): readonly Statement[] {
  const { Action: action, Principal: principal } = statement
  if (!Array.isArray(action) || principal !== undefined) return [statement]
  return action.map((one) => ({ ...statement, Action: one }))
}

function respellStatement(statement: Statement, dice: Dice): Statement {
  return Object.fromEntries(
    Object.entries(statement).map(([element, value]) => {
      if (element === 'Action') return [element, oneOrMany(value, dice, (text) => respellAction(text, dice))]
      return element === 'Resource' ? [element, oneOrMany(value, dice, (text) => text)] : [element, value]
    }),
  )
}

function oneOrMany(value: unknown, dice: Dice, change: (text: string) => string): unknown {
  const texts = (Array.isArray(value) ? value : [value]).map((text) => change(String(text)))
  return texts.length === 1 && dice.below(2) === 0 ? texts[0] : texts
}

/** Names of actions ignore case, and a pattern may stand for one. */
function respellAction(text: string, dice: Dice): string {
  const forms = [
    text,
    text,
    text.toLowerCase(),
    text.replace('s3:', 'S3:'),
    text.replace(/Object$/, 'Obj*'),
    text.replace(/Bucket$/, 'Buck?t'),
  ]
  return dice.pick(forms)
}

const withoutSid = (statement: Statement): Statement =>
  Object.fromEntries(Object.entries(statement).filter(([element]) => element !== 'Sid'))

/** Statements that neither give the connection anything nor take anything from it. */
function harmless(file: string, { bucket, transferBucket, customer, vendor }: Names): readonly Statement[] {
  const other = 'arn:aws:s3:::quite-other-things'
  if (/assume/.test(file)) return [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }]
  if (/trust/.test(file)) {
    return [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:AssumeRole',
        Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
      },
    ]
  }
  if (/point/.test(file)) {
    const point = `arn:aws:s3:us-east-1:${customer}:accesspoint/acme-ledger-etl`
    return [{ Effect: 'Allow', Principal: { AWS: customer }, Action: 's3:GetObjectTagging', Resource: `${point}/object/*` }]
  }
  if (/transfer/.test(file))
    return [{ Effect: 'Allow', Principal: { AWS: vendor }, Action: 's3:GetBucketLocation', Resource: `arn:aws:s3:::${transferBucket}` }]
  if (/bucket-policy/.test(file)) {
    return [
      { Effect: 'Allow', Principal: { AWS: customer }, Action: 's3:GetBucketTagging', Resource: `arn:aws:s3:::${bucket}` },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/private/*`,
        Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      },
    ]
  }
  if (/key/.test(file)) return [{ Effect: 'Allow', Principal: { AWS: customer }, Action: 'kms:DescribeKey', Resource: '*' }]
  return [
    { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: other },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `${other}/*` },
    { Effect: 'Allow', NotAction: ['s3:*', 'sts:*', 'kms:*', 'iam:*'], Resource: '*' },
    { Effect: 'Allow', Action: ['ec2:Describe*', 'cloudwatch:*'], Resource: '*' },
    { Effect: 'Deny', Action: 's3:*', Resource: [other, `${other}/*`] },
    { Effect: 'Deny', Action: ['s3:DeleteBucket', 's3:PutBucketPolicy'], Resource: '*' },
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { Bool: { 'aws:ViaAWSService': 'true' }, StringEquals: { 'aws:RequestedRegion': 'xx' } },
    },
  ]
}
