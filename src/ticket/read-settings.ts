import type { Located } from '../base/located.ts'
import { type MappedText, spanOfText } from '../base/mapped-text.ts'
import type { Span } from '../base/span.ts'
import type { Findings } from './findings.ts'
import { type LocatedObject, type Piece, placeOf } from './piece.ts'
import { regionMeant } from './region-names.ts'
import { plainName, settingCalled, settingWords } from './setting-names.ts'
import type { SettingName } from './ticket.ts'
import { translateLabels } from './translate-labels.ts'

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

/** Lines such as `Bucket: acme-exports`, `bucket = "acme-exports"`, or a row of a table. */
const line =
  /^[ \t]*(?:[-*•|][ \t]*)?[*_"'`]{0,2}([A-Za-z][A-Za-z0-9 _.-]{1,40}?)[*_"'`]{0,2}[ \t]*(?::(?!\/\/)|=>?|\||\t|[–—]| {2,})[*_]{0,2}[ \t]*(.*?)[ \t]*[|,;]?[ \t]*$/gm

/** Reads the settings of a connection in prose. Gives where they stand, so that nothing else is looked for there. */
export function readSettingLines(written: MappedText, into: Findings): void {
  const prose = translateLabels(written)
  const before = into.settings.length
  let first: Span | undefined
  for (const match of prose.text.matchAll(line)) {
    const [whole, name = '', rest = ''] = match
    const written = firstValue(rest)
    const start = match.index + whole.indexOf(written, whole.indexOf(rest, whole.indexOf(name) + name.length))
    const at = spanOfText(prose, start, start + written.length)
    if (addSetting(name, unquoted(written), at, into)) first ??= at
  }
  const known = new Set(into.settings.map(({ setting }) => setting))
  const isKnown = (name: string): boolean => known.has(settingCalled(name) ?? 'connector')
  const remember = (): void => {
    for (const { setting } of into.settings) known.add(setting)
  }
  for (const pattern of inProse) {
    for (const match of prose.text.matchAll(pattern)) {
      const [whole, name = '', written = ''] = match
      const start = match.index + whole.lastIndexOf(written)
      const at = spanOfText(prose, start, start + written.length)
      // In a sentence the slash behind a name only says that it is a folder.
      const value = settingCalled(name) === 'baseDirectory' ? written.replace(/\/+$/, '') : written
      if (!isKnown(name) && addSetting(name, value, at, into)) first ??= at
    }
    remember()
  }
  for (const match of prose.text.matchAll(option)) {
    const [whole, name = '', value = ''] = match
    const start = match.index + whole.lastIndexOf(value)
    if (!isKnown(name) && addSetting(name, value, spanOfText(prose, start, start + value.length), into))
      first ??= spanOfText(prose, start, start + value.length)
  }
  remember()
  for (const { name, value, at } of pairsIn(prose)) if (!isKnown(name) && addSetting(name, value, at, into)) first ??= at
  if (first !== undefined) understand(first, into, before)
}

/** Of a row with several columns, the first after the type; of a line with several settings, what comes before the next. */
function firstValue(rest: string): string {
  const quoted = /^(["'`“‘])[^"'`”’]*["'`”’](?= \(|,)/.exec(rest)?.[0]
  if (quoted !== undefined) return quoted
  const [value = ''] = rest
    .replace(/^(?:string|boolean|list|integer|number|object|text)(?:[ \t]*\|[ \t]*|\t+| {2,})/i, '')
    .split(nextColumn)
  return beforeNextSetting(value).trim()
}

/** `acme-7 roleArn=arn:… bucket: acme-in`: what is called like another setting is its name. */
function beforeNextSetting(value: string): string {
  const next = Array.from(value.matchAll(/\s+([A-Za-z][\w.-]{2,40})(?:=|:\s*)(?=\S)/g)).find(
    ([, name = '']) => settingCalled(name) !== undefined,
  )
  return next === undefined ? value : value.slice(0, next.index)
}

const nextColumn = new RegExp(
  String.raw`\s+\|(?:\s|$)|(?:\s*[,;·•]\s*|\.\s+|\s{2,}|\t)(?:the |and |our )?(?:${settingWords})(?:\s*[:=]\s*|\s+(?:is\s+)?(?=\S+(?:[,;]|$)))|\s+(?:${settingWords})(?:\s*[:=]\s*\S|\s+arn:)`,
  'iu',
)

interface Pair {
  readonly name: string
  readonly value: string
  readonly at: Span
}

/** `Bucket acme-exports, folder daily, role arn:aws:iam::…`: a line that names two settings or more means each next word as its value. */
function pairsIn(prose: MappedText): readonly Pair[] {
  return Array.from(prose.text.matchAll(/[^\n]+/g)).flatMap((line) => {
    const pairs = Array.from(line[0].matchAll(pair)).filter((match) => isMeant(match, line[0]))
    const isSure = pairs.some(([, , separator = '', value = '']) => /[:=]/.test(separator) || looksLikeName.test(value))
    if (!isSure || new Set(pairs.map(([, name = '']) => settingCalled(name))).size < 2) return []
    return pairs.map((match) => {
      const [whole, name = '', , value = ''] = match
      const start = line.index + match.index + whole.lastIndexOf(value)
      const named = settingCalled(name) === 'baseDirectory' ? value.replace(/(?<=[^/])\/$/, '') : value
      return { name, value: named, at: spanOfText(prose, start, start + value.length) }
    })
  })
}

/** After a colon any word is a value; else it is followed by the end of its part of the sentence, or looks like no word. */
function isMeant({ 0: whole, 2: separator = '', 3: value = '', index }: RegExpExecArray, line: string): boolean {
  if (/[:=]/.test(separator)) return true
  if (ordinary.test(value)) return false
  return looksLikeName.test(value) || /^\s*["'`”’»」]?\s*(?:[,;.)]|$|(?:and|y|und|et|e) )/.test(line.slice(index + whole.length))
}

/** No word of a sentence has these. */
const looksLikeName = /[-./\d_:][\w/]/

const pair = new RegExp(
  String.raw`(?<![\p{L}\w./-])(${settingWords})(\s*[*_]{0,2}[:=][*_]{0,2}\s*|\s+(?:is|named|called|es|se llama|ist|heißt|lautet|est|s'appelle|é|è)\s+|\s+)(?:["'\x60“‘„]|[«「]\s*)?([^\s"'\x60”’»」,;()|]*[^\s"'\x60”’»」,;()|.:?!])`,
  'giu',
)

/** Words that go on with a sentence. */
const ordinary =
  /^(?:private|public|empty|fine|ok|correct|right|wrong|set|new|is|are|was|has|have|and|or|in|on|of|for|to|from|the|a|an|not|no|with|at|by|it|that|this|which|who|we|you|i|says?|does|doesn|can|cannot|policy|policies|name|arn|id|reads?|role|user|bucket|region|account|path|folder|prefix|y|e|et|und|el|la|le|il|der|die|das|de|es|est|ist|é|où|que)$/iu

/** What sentences and log lines say: `bucket "acme-exports"`, `role arn:aws:iam::…`, `bucket=acme-exports`. */
const inProse: readonly RegExp[] = [
  /(?<!\b(?:intermediate|transfer|staging) )\b(bucket|base directory|folder|prefix|external ?id|region)(?: is| named| called)? ["'`“‘]([^"'`”’\n]+)["'`”’]/gi,
  // Without quotes only what no word of a sentence looks like: it has a digit, hyphen, underscore, dot or slash within.
  /(?<!\b(?:intermediate|transfer|staging) )\b(bucket|base directory|folder|prefix|external ?id)(?: is| was| named| called)?(?: |: ?|=| ?\()(?=[\w/]*[-./\d_][\w/])([\w/][\w./+=@-]*[\w/])/gi,
  // Whatever stands between, `the external ID shown in the UI is NW-2231`; the other settings have namesakes: the policy of a bucket, its region.
  /\b(external ?id)(?: [a-z']+){1,7}?(?::| is| was)? ["'`“‘]?(?=[\w/+=,.@:-]*[\d_-])([\w+=,.@:/-]*\w)/gi,
  /\b(region)(?: is)?(?: |: ?|=| ?\()([a-z]{2}(?:-[a-z]+)+-\d)\b/gi,
  /\b(region) (?:configured|set|used|selected|chosen|entered|of the connection|in (?:the|our) (?:connection|connector|settings?))(?: (?:to|is|as))?(?:: ?| ?= ?| )["'`]?([a-z]{2}(?:-[a-z]+)+-\d)\b/gi,
  /\b(role)(?: is)? ["'`“‘]?(arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]*\w)/gi,
  /\b([A-Za-z][\w-]{2,40}) ?= ?"([^"\n]+)"/g,
  /\b([A-Za-z][\w-]{2,40}) ?= ?'([^'\n]+)'/g,
  /\b([A-Za-z][\w-]{2,40})=["']?([^\s"'`,;)\]&]+)/g,
  /\b(?:kms )?(key)(?: arn| id)?(?: is)?(?: |: ?|=)["'`“‘]?(arn:aws[a-z-]*:kms:[\w:-]+\/[\w-]+)/gi,
  /\b(encrypted) (?:with|by|under|using)(?: the| our| a)?(?: kms| customer(?: managed)?)?(?: key)?:? ["'`“‘]?(arn:aws[a-z-]*:kms:[\w:-]+\/[\w-]+)/gi,
  // Forms without a colon, as they are copied from a page: the name is more than a word of a sentence.
  /^[ \t]*((?:s3 )?bucket name|bucket region|path prefix|folder path|iam role arn|role arn)[ \t]+(\S+|\S[^\n]*\(\w[^\n)]*\))[ \t]*$/gim,
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
  const pair = namedValue(object)
  let found = pair !== undefined && addSetting(pair.name, pair.value.value, placeOf(piece, pair.value), into)
  for (const { key, value } of object.members) {
    if (value.kind === 'string')
      found = (!isOfPerson(key, value.value) && addSetting(key, value.value, placeOf(piece, value), into)) || found
    else for (const inner of objectsIn(value)) found = settingsIn(piece, inner, into) || found
  }
  return found
}

const objectsIn = (value: Located): readonly LocatedObject[] =>
  value.kind === 'array' ? value.items.flatMap(objectsIn) : value.kind === 'object' ? [value] : []

/** In an export of a chat `role` is what somebody is there. */
const isOfPerson = (key: string, value: string): boolean =>
  key === 'role' && /^(?:user|assistant|system|tool|agent|admin|customer|end-user|requester|owner|member)$/i.test(value)

/** `{ "name": "external_id", "value": "acme-1" }`: a field of a form. */
function namedValue({ members }: LocatedObject): { readonly name: string; readonly value: LocatedText } | undefined {
  const at = (keys: RegExp): LocatedText | undefined =>
    members.flatMap(({ key, value }) => (keys.test(key) && value.kind === 'string' ? [value] : []))[0]
  const [name, value] = [at(/^(?:name|key|field|label|title)$/i), at(/^(?:value|answer)$/i)]
  return name === undefined || value === undefined ? undefined : { name: name.value, value }
}

type LocatedText = Extract<Located, { readonly kind: 'string' }>

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
  if (settingCalled(name) !== undefined && masked.test(value)) {
    const message = `\`${name.trim()}\` was taken out before this was sent`
    if (!into.problems.some((known) => known.message === message && known.at.start.line === at.start.line))
      into.report('masked-setting', at, message, 'what it is cannot be known here: ask for it')
    return true
  }
  // `RoleName:` is a line of an output of the command line, which has the ARN as well.
  const setting = name === 'RoleName' ? undefined : settingCalled(name)
  if (setting !== undefined && nothing.test(value)) return addNone(setting, at, into)
  if (setting === undefined || isVariable(setting, value) || !fits(setting, value) || (isEnd.test(plain) && !isOfS3.test(value)))
    return false
  into.settings.push({ setting, value: asSetting(setting, plain, value), at })
  return true
}

/** Stars and the like, in the place of a value that nobody was to see. */
const masked = /^(?:\*{2,}|•{2,}|x{4,}|[[<(]?(?:redacted|masked|hidden|removed)[\])>]?)$/i

/** What people and products write where nothing is entered. */
const nothing =
  /^[-–—]{1,3}$|^[([<]?(?:none|empty|blank|not (?:set|used|configured)|n\/a|null|nil|leer|keine?r?s?|nicht gesetzt|vide|aucune?|vac[ií][oa]|ninguno|vazi[oa]|nenhuma?|vuot[oa]|nessuno|なし|空|无|無|없음)[)\]>]?$/i

/** A connection may have no external ID, and a folder that is the whole bucket; the rest is only unknown. */
function addNone(setting: SettingName, at: Span, into: Findings): boolean {
  if (setting === 'externalId' || setting === 'baseDirectory') into.settings.push({ setting, value: '', at })
  return true
}

/** `Destination: S3`; other things have ends too, which are no kind of connection. */
const isEnd = /^(?:source|destination)/
const isOfS3 = /^(?:amazon |aws )?s3(?:[ -]?(?:data[ -]?lake|input|bucket|files?|source|destination))?$|^data[ -]?lake$/i

/** A prefix of S3 ends with a slash as a rule, and so does a path; it is a folder's name that must not. */
function asSetting(setting: SettingName, plain: string, value: string): string {
  if (setting === 'region') return regionMeant(value)
  if (setting === 'connector' && plain.startsWith('destination') && !/lake/i.test(value)) return `${value} destination`
  if (setting !== 'baseDirectory') return value
  const plainValue = /%2f/i.test(value) ? withoutPercent(value) : value
  return /pr[eé]fi|^folderpath$/.test(plain) ? plainValue.replace(/(?<=[^/])\/$/, '') : plainValue
}

/** As an address writes it: `export%2F`. */
const withoutPercent = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const isSame = (one: Span, other: Span): boolean => one.file === other.file && one.start.offset === other.start.offset

/** `Bucket=bucket`, `bucket=self.bucket`, `bucket: BUCKET_NAME`: code says where the value is, not what it is. */
function isVariable(setting: SettingName, value: string): boolean {
  if (/^[A-Za-z_]+$/.test(value) && settingCalled(value) === setting) return true
  if (/^(?:self|this|args|config|cfg|conf|os|process|env|var|local|module|params|props|settings)\.\w/.test(value)) return true
  return (setting === 'bucket' || setting === 'baseDirectory') && /^[A-Z]+(?:_[A-Z0-9]+)+$|^(?:BUCKET|PREFIX|FOLDER)$/.test(value)
}

/** A word of prose after `role:` is no setting. */
function fits(setting: SettingName, value: string): boolean {
  if (setting === 'roleArn') return /^\S*arn\S*:\S*|^[\w+=,@/-]+$/i.test(value)
  if (setting === 'callerArn') return /^arn:|^\d{12}$/.test(value)
  if (setting === 'kmsKeyArn') return /^(?:arn:|alias\/|mrk-|[0-9a-f]{8}-)/.test(value)
  if (setting === 'connector') return connectorNamed(value) !== undefined
  if (setting === 'sessionName') return /^[\w+=,.@-]{2,64}$/.test(value)
  if (setting === 'scheme') return /^https?$/i.test(value)
  return !/\s\S+\s\S+\s/.test(value)
}

/** `S3 Data Lake` is `s3-data-lake`. */
export function connectorNamed(text: string): 's3-input' | 's3-data-lake' | undefined {
  const plain = plainName(text)
  if (/datalake|lake|destination|iceberg|unload|sink/.test(plain)) return 's3-data-lake'
  return /s3|input|source/.test(plain) ? 's3-input' : undefined
}

/** `--external-id acme-1` of a command. */
const option = /(?<!\S)--(role-arn|external-id|role-session-name|bucket|prefix|region)[ =]+["']?([^\s"'\\]+)/g

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
