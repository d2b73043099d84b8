import { type MappedText, spanOfText } from '../base/mapped-text.ts'
import type { Span } from '../base/span.ts'
import type { Findings } from './findings.ts'
import { type LocatedObject, type Piece, placeOf } from './piece.ts'
import type { SettingName } from './ticket.ts'

/** Names that products and people give to the settings of a connection, in lower case and without separators. */
const aliases: Readonly<Record<SettingName, readonly string[]>> = {
  connector: ['connector', 'connectortype', 'connectiontype'],
  roleArn: [
    'iamrole',
    'iamrolearn',
    'rolearn',
    'awsrolearn',
    'assumerolearn',
    'storageawsrolearn',
    'role',
    'awsiamrolearn',
    'rolle',
    'rollenarn',
    'iamrolle',
  ],
  externalId: ['externalid', 'stsexternalid', 'awsexternalid', 'storageawsexternalid', 'roleexternalid'],
  sessionName: ['sessionname', 'rolesessionname'],
  bucket: [
    'bucket',
    'bucketname',
    'inputbucket',
    's3bucket',
    's3bucketname',
    'databucket',
    'sourcebucket',
    'destinationbucket',
    'awsbucket',
  ],
  baseDirectory: [
    'basedirectory',
    'basedir',
    'prefix',
    's3prefix',
    'pathprefix',
    'folder',
    'folderpath',
    'directory',
    'basepath',
    's3path',
    'bucketpath',
    'ordner',
    'verzeichnis',
    's3bucketpath',
  ],
  region: ['region', 'awsregion', 'bucketregion', 's3region', 's3bucketregion', 'regionname'],
  intermediateBucket: ['intermediatebucket', 'transferbucket', 'stagingbucket'],
  kmsKeyArn: ['kmskey', 'kmskeyarn', 'kmskeyid', 'encryptionkey'],
  scheme: ['scheme', 'protocol'],
  callerArn: [
    'caller',
    'callerarn',
    'principal',
    'principalarn',
    'trustedprincipal',
    'vendorprincipal',
    'trustedarn',
    'user',
    'iamuser',
    'userarn',
    'iamuserarn',
    'storageawsiamuserarn',
  ],
}

const names = new Map(Object.entries(aliases).flatMap(([setting, all]) => all.map((alias) => [alias, setting as SettingName] as const)))

/** Settings whose value is never kept. */
const secrets: ReadonlySet<string> = new Set([
  'secret',
  'secretkey',
  'secretaccesskey',
  'awssecretaccesskey',
  'awssecretkey',
  'sessiontoken',
  'awssessiontoken',
  'password',
])
const keyIds: ReadonlySet<string> = new Set(['accesskey', 'accesskeyid', 'awsaccesskeyid', 'awsaccesskey'])

/** Without what a shell writes before it, and what people write around it: `Our bucket path configured in the connection` is `bucketpath`. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^(?:export|set|env)\s+|^\$env:|^(?:our|your|my|the|their)\s+/, '')
    .replace(/(?<=\w)\s+(?:configured|set|shown|used|given|entered|in|of|for|from|on|that|which|we|you|as)\b.*$/, '')
    .replace(/[^a-z0-9]/g, '')

/** Lines such as `Bucket: acme-exports`, `bucket = "acme-exports"`, or a row of a table. */
const line =
  /^[ \t]*(?:[-*•|][ \t]*)?[*_"'`]{0,2}([A-Za-z][A-Za-z0-9 _.-]{1,40}?)[*_"'`]{0,2}[ \t]*(?::(?!\/\/)|=>?|\||\t|[–—]| {2,})[*_]{0,2}[ \t]*(.*?)[ \t]*[|,;]?[ \t]*$/gm

/** Reads the settings of a connection in prose. Gives where they stand, so that nothing else is looked for there. */
export function readSettingLines(prose: MappedText, into: Findings): void {
  const before = into.settings.length
  let first: Span | undefined
  for (const match of prose.text.matchAll(line)) {
    const [whole, name = '', written = ''] = match
    const start = match.index + whole.indexOf(written, whole.indexOf(name) + name.length)
    const at = spanOfText(prose, start, start + written.length)
    if (addSetting(name, unquoted(written), at, into)) first ??= at
  }
  for (const pattern of inProse) {
    for (const match of prose.text.matchAll(pattern)) {
      const [whole, name = '', written = ''] = match
      const start = match.index + whole.lastIndexOf(written)
      const at = spanOfText(prose, start, start + written.length)
      // In a sentence the slash behind a name only says that it is a folder.
      const value = names.get(plainName(name)) === 'baseDirectory' ? written.replace(/\/+$/, '') : written
      if (!into.settings.some((one) => one.setting === names.get(plainName(name))) && addSetting(name, value, at, into)) first ??= at
    }
  }
  if (first !== undefined) understand(first, into, before)
}

/** What sentences and log lines say: `bucket "acme-exports"`, `role arn:aws:iam::…`, `bucket=acme-exports`. */
const inProse: readonly RegExp[] = [
  /\b(bucket|base directory|folder|prefix|external ?id|region)(?: is| named| called)? ["'`“‘]([^"'`”’\n]+)["'`”’]/gi,
  // Without quotes only what no word of a sentence looks like: it has a digit, hyphen, underscore, dot or slash within.
  /\b(bucket|base directory|folder|prefix|external ?id)(?: is| was| named| called)?(?: |: ?|=| ?\()(?=[\w/]*[-./\d_][\w/])([\w/][\w./+=@-]*[\w/])/gi,
  // Whatever stands between, `the external ID shown in the UI is NW-2231`; the other settings have namesakes: the policy of a bucket, its region.
  /\b(external ?id)(?: [a-z']+){1,7}?(?::| is| was)? ["'`“‘]?(?=[\w/+=,.@:-]*\d)([\w+=,.@:/-]*\w)/gi,
  /\b(region)(?: is)?(?: |: ?|=| ?\()([a-z]{2}(?:-[a-z]+)+-\d)\b/gi,
  /\b(role)(?: is)? ["'`“‘]?(arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]*\w)/gi,
  /\b([A-Za-z][\w-]{2,40})=["']?([^\s"',;)\]&]+)/g,
  // As SQL writes it, and as its answers have it in a row: `STORAGE_AWS_ROLE_ARN = 'arn:…'`, `STORAGE_AWS_EXTERNAL_ID acct_SFCRole=2_a`.
  /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?: ?= ?| |\t|: )["']?([\w+=,.@:/-]*[\w=])/g,
]

/** Reads an object of settings, and the objects in it: `{ "connection": { "bucket": … } }`. */
export function readSettingsObject(piece: Piece, into: Findings): boolean {
  const before = into.settings.length
  const found = settingsIn(piece, piece.root, into)
  if (found) understand(placeOf(piece, piece.root), into, before)
  return found
}

function settingsIn(piece: Piece, object: LocatedObject, into: Findings): boolean {
  let found = false
  for (const { key, value } of object.members) {
    if (value.kind === 'string') found = addSetting(key, value.value, placeOf(piece, value), into) || found
    else if (value.kind === 'object') found = settingsIn(piece, value, into) || found
  }
  return found
}

function addSetting(name: string, value: string, at: Span, into: Findings): boolean {
  const plain = plainName(name)
  if (value === '') return false
  if (secrets.has(plain)) {
    if (into.problems.some(({ code, at: known }) => code === 'ticket/secret' && isSame(known, at))) return true
    into.report(
      'secret',
      at,
      `the ticket has a secret: \`${name.trim()}\``,
      'nothing of it is kept; have it replaced, it has been sent around',
    )
    return true
  }
  if (keyIds.has(plain)) return true
  const setting = names.get(plain)
  if (setting === undefined || !fits(setting, value)) return false
  into.settings.push({ setting, value, at })
  return true
}

const isSame = (one: Span, other: Span): boolean => one.file === other.file && one.start.offset === other.start.offset

/** A word of prose after `role:` is no setting. */
function fits(setting: SettingName, value: string): boolean {
  if (setting === 'roleArn') return /^\S*arn\S*:\S*|^[\w+=,@/-]+$/i.test(value)
  if (setting === 'callerArn') return /^arn:|^\d{12}$/.test(value)
  if (setting === 'connector') return connectorNamed(value) !== undefined
  if (setting === 'scheme') return /^https?$/i.test(value)
  return !/\s\S+\s\S+\s/.test(value)
}

/** `S3 Data Lake` is `s3-data-lake`. */
export function connectorNamed(text: string): 's3-input' | 's3-data-lake' | undefined {
  const plain = plainName(text)
  if (/datalake|lake|destination|iceberg|unload|sink/.test(plain)) return 's3-data-lake'
  return /s3|input|source/.test(plain) ? 's3-input' : undefined
}

/** What is in quotes keeps its spaces, as it was typed. */
const unquoted = (text: string): string => /^(["'`“‘])(.*)(?:["'`”’])$/.exec(text)?.[2] ?? text

function understand(at: Span, into: Findings, before: number): void {
  const found = into.settings.slice(before).map(({ setting }) => setting)
  if (found.length === 0) return
  into.understand(at, 'settings of the connection', `it says ${[...new Set(found)].map((setting) => spoken[setting]).join(', ')}`)
}

/** How settings are called in sentences. */
export const spoken: Readonly<Record<SettingName, string>> = {
  connector: 'the kind of connection',
  roleArn: 'the role',
  externalId: 'the external ID',
  sessionName: 'the name of the session',
  bucket: 'the bucket',
  baseDirectory: 'the folder',
  region: 'the region',
  intermediateBucket: 'the transfer bucket',
  kmsKeyArn: 'the key',
  scheme: 'the scheme',
  callerArn: 'who calls',
}
