import { formatNetwork } from '../network/format-network.ts'
import { compilePattern, matchesPattern } from '../policy/pattern.ts'
import { addressesOf, arnsOf, type Kind } from './redact-names.ts'
import type { Reproduction } from './reproduction.ts'

/** Puts other names, account ids and addresses in the place of the customer's own, the same ones everywhere. */
export type Redact = (text: string) => string

/** What stands in the place of a name, by kind; the second of a kind is `customer-bucket-2`. */
const standIns: Readonly<Record<Kind, string>> = {
  account: '',
  address: '',
  accessKey: '',
  bucket: 'customer-bucket',
  accessPoint: 'customer-access-point',
  transferBucket: 'transfer-bucket',
  folder: 'folder',
  key: 'file',
  role: 'CustomerRole',
  user: 'customer-user',
  group: 'customer-group',
  policy: 'customer-policy',
  session: 'session',
  externalId: 'external-id',
  kmsKey: '00000000-1111-4222-8333-44445555666',
  organization: 'o-customer',
  endpoint: 'vpce-1111111',
  statement: 'Statement',
  mail: 'somebody@example.com',
  host: 'host.example.com',
  database: 'customer_database',
  table: 'customer_table',
}

/** The account ids of AWS's documentation, in the order in which they are given out. */
const accountIds = ['111122223333', '444455556666', '777788889999', '123456789012', '210987654321', '555555555555', '999988887777']

/** Words of AWS and of ours are nobody's names. */
const common = new Set([
  'root',
  'aws',
  's3',
  'kms',
  'iam',
  'sts',
  'sallyport',
  'connector',
  'customer-bucket',
  'connector-role',
  'customer-key',
  'example.csv',
])

/** Kinds whose names may be everyday words: those are names only where a text has a name. */
const everyday: ReadonlySet<Kind> = new Set(['folder', 'key', 'statement', 'session', 'policy', 'group', 'externalId', 'database', 'table'])

/**
 * Collects what is the customer's own in a replayed ticket. Names of one kind that belong together, such as a bucket and its mistyped sister, are
 * still told apart afterwards, for they get different numbers.
 */
export function redactor(reproduction: Reproduction, texts: readonly string[]): Redact {
  const names = new Map<string, { readonly kind: Kind; readonly instead: string }>()
  const counts = new Map<Kind, number>()
  const { network } = reproduction.setUp.fixture
  // The network of a ticket is made up, so its addresses are nobody's.
  const ours = new Set(network === undefined ? [] : addressesOf(JSON.stringify(formatNetwork(network).text)).map(([, text]) => text))
  const add = (kind: Kind, text: string): void => {
    if (ours.has(text) && kind === 'address') return
    if (text.length < 2 || common.has(text) || names.has(text) || /^[*?$]+$/.test(text)) return
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    names.set(text, { kind, instead: /[*?]/.test(text) ? patternFor(text, kind, names) : standIn(kind, count, text) })
  }
  for (const [kind, text] of settingsOf(reproduction)) add(kind, text)
  for (const text of texts) {
    for (const [kind, found] of arnsOf(text)) add(kind, found)
    for (const [kind, found] of addressesOf(text)) add(kind, found)
  }
  const alternatives = [...names]
    .toSorted(([a], [b]) => b.length - a.length)
    .map(
      ([text, { kind }]) =>
        `${everyday.has(kind) && (text.length < 5 || /^[A-Za-z]+$/.test(text)) ? nameBegins : wordBegins}${escaped(text)}(?![A-Za-z0-9])`,
    )
  if (alternatives.length === 0) return (text) => text
  const pattern = new RegExp(alternatives.join('|'), 'g')
  return (text) => text.replace(pattern, (found) => names.get(found)?.instead ?? found)
}

const wordBegins = '(?<![A-Za-z0-9])'
const nameBegins = '(?:(?<=[/`"\'=]|\\s\\s|: |:|- |statement |Permissions > )(?<![A-Za-z0-9]))'

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A pattern matches the stand-in of what it matches. */
function patternFor(text: string, kind: Kind, names: ReadonlyMap<string, { readonly kind: Kind; readonly instead: string }>): string {
  const pattern = compilePattern(text)
  const met = [...names].find(([name, known]) => known.kind === kind && matchesPattern(pattern, name))
  // A star matches slashes too: the end of the pattern keeps it from them.
  const end = text.endsWith('*') ? '' : (met?.[1].instead.slice(-4) ?? '')
  return met === undefined ? `other-${kind}-*` : `${met[1].instead.slice(0, 4)}*${end}`
}

function standIn(kind: Kind, count: number, text: string): string {
  switch (kind) {
    case 'account':
      return accountIds[count - 1] ?? String(100_000_000_000 + count)
    case 'address':
      return `203.0.113.${count}`
    case 'accessKey':
      return `${text.slice(0, 4)}EXAMPLE${String(count).padStart(9, '0')}`
    case 'kmsKey':
      return `${standIns.kmsKey}${count}`
    case 'externalId':
      return `${/[^\w+=,.@:/-]/.test(text) ? 'external id' : standIns.externalId}${count === 1 ? '' : `-${count}`}`
    case 'key':
      return `${standIns.key}-${count}${/\.\w+$/.exec(text)?.[0] ?? ''}`
    case 'statement':
      return `${standIns.statement}${count}`
    default:
      return count === 1 ? standIns[kind] : `${standIns[kind]}-${count}`
  }
}

function settingsOf({ setUp: { connection, fixture } }: Reproduction): readonly (readonly [Kind, string])[] {
  const { roleArn = '', bucket, intermediateBucket = '', baseDirectory, externalId = '', sessionName } = connection
  return [
    ['account', /:(\d{12}):/.exec(roleArn)?.[1] ?? ''],
    ...(/[:/]/.test(bucket) ? [] : [['bucket', bucket.trim()] as const]),
    ['transferBucket', intermediateBucket],
    ...baseDirectory.split('/').map((folder) => ['folder', folder] as const),
    ['externalId', externalId],
    ['session', sessionName],
    ...[...fixture.users.values(), ...fixture.roles.values()].flatMap(({ inline, tags }): readonly (readonly [Kind, string])[] =>
      [...inline.keys(), ...tags.values()].flatMap((name) =>
        /^(?:policy|assume|use-role|connector-access)$/.test(name) ? [] : [['policy', name]],
      ),
    ),
    ...[...fixture.policies.keys()].map((name) => ['policy', name] as const),
  ]
}
