import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { ResponseBody } from '../operation.ts'
import { documentOrder, type InDocumentOrder, isInDocumentOrder } from './document-order.ts'
import type { Member, OperationShape, StructureShape } from './shape.ts'
import { formatS3Time, parseSimple, printSimple, textOf } from './simple.ts'
import { emptyRecord, isRecord, type Value, type ValueRecord } from './value.ts'
import { readXml } from './xml-reader.ts'
import { escapeErrorText, escapeXml, writePieces, writeStructure, writeValue } from './xml-writer.ts'

/** The parts of a request that REST bindings read. The body is empty where an operation streams it. */
export interface RestRequest {
  readonly labels: Readonly<Record<string, string>>
  readonly query: ReadonlyMap<string, string>
  /** By lower-cased name, as UTF-8. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface RestResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | ResponseBody
}

const malformedXml: AwsError = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
  status: 400,
}

/** @see https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export function readRestXml(operation: OperationShape, request: RestRequest): Result<ValueRecord, AwsError> {
  const record = emptyRecord()
  const { bound, byHeader, byParameter, unbound: body } = partsOf(operation.input)
  const refused =
    readBound(bound, request, record) ?? readSent(byHeader, request.headers, record) ?? readSent(byParameter, request.query, record)
  if (refused !== undefined) return err(refused)
  if (body.length === 0 || request.body === '') return ok(record)
  const read = readXml({ ...operation.input, members: body }, request.body)
  return read.ok ? ok(Object.assign(record, read.value)) : err(malformedXml)
}

function readBound(bound: readonly Bound[], request: RestRequest, record: Record<string, Value | undefined>): AwsError | undefined {
  for (const { name, read } of bound) {
    const value = read(request)
    if (!value.ok) return value.error
    if (value.value !== undefined) record[name] = value.value
  }
  return undefined
}

/** Goes by what was sent: an operation knows dozens of headers, and a request has few of them. */
function readSent(
  members: ReadonlyMap<string, Named>,
  sent: ReadonlyMap<string, string>,
  record: Record<string, Value | undefined>,
): AwsError | undefined {
  for (const [name, text] of sent) {
    const found = members.get(name)
    if (found === undefined) continue
    const value = readText(found.member, found.sentAs, text)
    if (value === undefined) continue
    if (!value.ok) return value.error
    record[found.member.name] = value.value
  }
  return undefined
}

/** A structure as REST sees it; looked at once, when a codec first meets it. */
interface Parts {
  /** Members that are a header, by its lower-cased name. */
  readonly byHeader: ReadonlyMap<string, Named>
  /** Members that are a parameter of the query. */
  readonly byParameter: ReadonlyMap<string, Named>
  /** Members that stand elsewhere outside of the body's XML. */
  readonly bound: readonly Bound[]
  /** Members that stand in the body's XML, where no member is the whole payload, in the order in which answers have them. */
  readonly unbound: readonly Member[]
  /** Members that an answer has as headers, by the member's name. */
  readonly headers: ReadonlyMap<string, AnsweredHeader>
  readonly payload: Member | undefined
}

interface Bound {
  readonly name: string
  /** A value of undefined was not sent. */
  readonly read: (request: RestRequest) => Result<Value | undefined, AwsError>
}

interface AnsweredHeader {
  readonly member: Member
  /** Lower-cased; absent where the member is several headers with a prefix. Made once: a text that is made anew must be looked up to name a property. */
  readonly name: string | undefined
}

interface Named {
  readonly member: Member
  /** The name in the model's spelling. */
  readonly sentAs: string
}

const parts = new WeakMap<StructureShape, Parts>()

function partsOf(shape: StructureShape): Parts {
  const known = parts.get(shape)
  if (known !== undefined) return known
  const { members } = shape
  const made = {
    byHeader: namedBy(
      members,
      ({ header }) => header,
      (header) => header.toLowerCase(),
    ),
    byParameter: namedBy(members, ({ query }) => query),
    bound: members.flatMap((member) => boundOf(member) ?? []),
    unbound: inOrder(members.filter(isUnbound)),
    headers: new Map(members.filter(isHeader).map((member) => [member.name, { member, name: member.traits.header?.toLowerCase() }])),
    payload: members.find(({ traits }) => traits.payload === 1),
  }
  parts.set(shape, made)
  return made
}

function namedBy(
  members: readonly Member[],
  nameOf: (traits: Member['traits']) => string | undefined,
  spell: (name: string) => string = (name) => name,
): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>()
  for (const member of members) {
    const sentAs = nameOf(member.traits)
    if (sentAs !== undefined) found.set(spell(sentAs), { member, sentAs })
  }
  return found
}

function boundOf(member: Member): Bound | undefined {
  const { name, traits } = member
  const { prefix } = traits
  if (traits.label === 1) return { name, read: ({ labels }) => ok(labels[name]) }
  if (prefix !== undefined) return { name, read: ({ headers }) => ok(readPrefixed(prefix, headers)) }
  return traits.payload === 1 ? { name, read: ({ body }) => readPayload(member, body) } : undefined
}

/** Undefined where it does not count. */
function readText(member: Member, name: string, text: string): Result<Value, AwsError> | undefined {
  if (member.shape.kind === 'list') return ok(text.split(',').map((item) => item.trim()))
  const parsed = member.shape.kind === 'simple' ? parseSimple(member.shape.type, text) : undefined
  const value = name === 'Expires' && !isPrintedSo(parsed, text) ? text : parsed
  if (value === undefined && dateCondition.test(name)) return undefined
  return value === undefined ? err(invalidArgument(member, name, text)) : ok(value)
}

/** S3 keeps an `Expires` that is no date, or printed in another way, and gives it back as it came. @see https://github.com/aws/aws-sdk-go/pull/322 */
const isPrintedSo = (value: Value | undefined, text: string): boolean => value instanceof Date && value.toUTCString() === text

/** A condition on a date that is none does not count. @see https://github.com/minio/minio/issues/4082 and https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3 */
const dateCondition = /-(?:un)?modified-since$/i

/** By the suite of versity/versitygw (s3err/invalid-argument.go), which is run against S3 too. */
const sentences: Readonly<Record<string, string>> = {
  'x-amz-object-lock-retain-until-date': 'The retain until date must be provided in ISO 8601 format',
}

/** The sentences for a number and for anything else are inferred from those of `max-keys` and `partNumber`. */
const invalidArgument = (member: Member, name: string, text: string): AwsError => ({
  code: 'InvalidArgument',
  message:
    member.shape.kind === 'simple' && member.shape.type === 'integer'
      ? `Provided ${name} not an integer or within integer range`
      : (sentences[name] ?? `Invalid ${name}`),
  status: 400,
  fields: { ArgumentName: name, ArgumentValue: text },
})

function readPrefixed(prefix: string, headers: ReadonlyMap<string, string>): ValueRecord | undefined {
  let record: Record<string, Value | undefined> | undefined
  for (const [name, text] of headers) {
    if (!name.startsWith(prefix) || name.length === prefix.length) continue
    record ??= emptyRecord()
    record[name.slice(prefix.length)] = text
  }
  return record
}

function readPayload(member: Member, body: string): Result<Value | undefined, AwsError> {
  if (member.shape.kind === 'simple')
    return ok(member.shape.type === 'stream' || body === '' ? undefined : parseSimple(member.shape.type, body))
  if (body === '' || member.shape.kind !== 'structure') return member.required ? err(missingBody) : ok(undefined)
  const read = readXml(member.shape, body, member.traits.xmlName)
  return read.ok ? ok(read.value) : err(malformedXml)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const missingBody: AwsError = { code: 'MissingRequestBodyError', message: 'Request Body is empty', status: 400 }

const places = { simple: 0, map: 1, structure: 1, list: 2 } as const

/** S3 answers its facts first, then owners, then lists; some clients read the stream and count on it (observed by LocalStack's tests on AWS). */
const inOrder = (members: readonly Member[]): readonly Member[] =>
  [...members].sort((left, right) => places[left.shape.kind] - places[right.shape.kind])

const isHeader = ({ traits: { header, prefix } }: Member): boolean => header !== undefined || prefix !== undefined

const isUnbound = ({ traits: { header, query, prefix, label, payload } }: Member): boolean =>
  header === undefined && query === undefined && prefix === undefined && label === undefined && payload === undefined

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

export function writeRestXml(operation: OperationShape, output: Readonly<Record<string, unknown>>, namespace: string): RestResponse {
  const { output: shape, http } = operation
  const values = output as ValueRecord
  const headers: Record<string, string> = {}
  const { headers: named, payload } = partsOf(shape)
  // Goes by what is answered: an operation knows dozens of headers, and an answer has few of them.
  for (const name in values) {
    const header = named.get(name)
    if (header !== undefined) writeHeader(header, values[name], headers)
  }
  const body = payload === undefined ? writeBody(shape, values, namespace) : writePayload(payload, output[payload.name], namespace)
  if (payload === undefined ? body !== '' : typeof body === 'string' && body.startsWith('<')) headers['content-type'] ??= 'application/xml'
  return { status: http.status, headers, body }
}

function writeBody(shape: StructureShape, values: ValueRecord, namespace: string): string | Uint8Array {
  const { unbound: members } = partsOf(shape)
  if (members.length === 0) return ''
  const name = shape.xmlName ?? shape.name
  const [only] = members
  if (members.length === 1 && only?.name === name) return declaration + writeUnwrapped(name, values[name], namespace)
  const content = isInDocumentOrder(values) ? [writeMixed(shape, values, members)] : writePieces(values, formatS3Time, members)
  return joined([`${declaration}<${name} xmlns="${namespace}">`, ...content, `</${name}>`])
}

const joined = (pieces: readonly (string | Uint8Array)[]): string | Uint8Array =>
  pieces.every((piece) => typeof piece === 'string')
    ? pieces.join('')
    : Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)))

/** The facts, the items of the mixed lists one after the other, and the lists that are not mixed. */
function writeMixed(shape: StructureShape, values: ValueRecord & InDocumentOrder, members: readonly Member[]): string {
  const owners = new Map<unknown, Member>()
  for (const member of members) for (const item of itemsOf(values[member.name])) owners.set(item, member)
  const mixed = new Set(values[documentOrder].map((item) => owners.get(item)))
  const [facts, lists] = [
    members.filter(({ shape: { kind } }) => kind !== 'list'),
    members.filter(({ shape: { kind } }) => kind === 'list'),
  ]
  const write = (some: readonly Member[], of: ValueRecord): string => writeStructure(shape, of, formatS3Time, some)
  const items = values[documentOrder].map((item) => {
    const member = owners.get(item)
    return member === undefined ? '' : write([member], { [member.name]: [item as Value] })
  })
  return `${write(facts, values)}${items.join('')}${write(
    lists.filter((member) => !mixed.has(member)),
    values,
  )}`
}

const itemsOf = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : [])

/** GetBucketLocation's member is the root itself. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
const writeUnwrapped = (name: string, value: Value | undefined, namespace: string): string =>
  `<${name} xmlns="${namespace}">${value === undefined || value === null ? '' : escapeXml(textOf(value))}</${name}>`

function writePayload(member: Member, value: unknown, namespace: string): string | ResponseBody {
  if (value === undefined || value === null) return ''
  if (member.shape.kind !== 'structure') return value as string | ResponseBody
  const name = member.traits.xmlName ?? member.shape.xmlName ?? member.shape.name
  return isRecord(value) ? declaration + writeValue(name, member.shape, value, formatS3Time, ` xmlns="${namespace}"`) : ''
}

function writeHeader({ member, name }: AnsweredHeader, value: Value | undefined, headers: Record<string, string>): void {
  if (value === undefined || value === null) return
  if (name !== undefined) headers[name] = headerText(member, value)
  const { prefix } = member.traits
  if (prefix === undefined || !isRecord(value)) return
  for (const [own, text] of Object.entries(value)) headers[prefix + own] = encodeHeader(textOf(text ?? ''))
}

function headerText(member: Member, value: Value): string {
  if (Array.isArray(value)) return value.map((item: Value) => encodeHeader(textOf(item))).join(', ')
  const type = member.shape.kind === 'simple' ? member.shape.type : 'string'
  return encodeHeader(printSimple(type === 'timestamp' ? 'http-date' : type, value, formatS3Time))
}

/**
 * S3 returns header values outside of US-ASCII in the form of RFC 2047: quoted where most of it is US-ASCII, else in base64.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata for one of each
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3.py (test_post_object_with_metadata_unicode), run against AWS
 */
function encodeHeader(text: string): string {
  if (/^[\t\x20-\x7e]*$/.test(text)) return text
  const plain = text.replace(/[^\t\r\n\x20-\x7e]/g, '').length
  return plain > text.length - plain ? `=?UTF-8?Q?${quoted(text)}?=` : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
}

/** @see https://www.rfc-editor.org/rfc/rfc2047#section-4.2 */
const quoted = (text: string): string =>
  [...Buffer.from(text)].map((byte) => (byte === 0x20 ? '_' : isPlain(byte) ? String.fromCharCode(byte) : hexEscape(byte))).join('')

const isPlain = (byte: number): boolean => byte > 0x20 && byte < 0x7f && !'=_?'.includes(String.fromCharCode(byte))

const hexEscape = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** S3's error root has no namespace. */
export const writeS3Error = (error: AwsError, requestId: string, hostId: string): string =>
  `${declaration}<Error>${errorFields(error)}${idsOf(requestId, hostId)}</Error>`

/** S3 Control wraps its errors. @see https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html#operation-error-serialization */
export const writeControlError = (error: AwsError, requestId: string, hostId: string): string =>
  `${declaration}<ErrorResponse><Error>${errorFields(error)}</Error>${idsOf(requestId, hostId)}</ErrorResponse>`

const idsOf = (requestId: string, hostId: string): string => `<RequestId>${requestId}</RequestId><HostId>${hostId}</HostId>`

function errorFields({ code, message, fields = {} }: AwsError): string {
  const more = Object.entries(fields).map(([name, text]) => `<${name}>${escapeErrorText(text)}</${name}>`)
  return `<Code>${escapeErrorText(code)}</Code><Message>${escapeErrorText(message)}</Message>${more.join('')}`
}
