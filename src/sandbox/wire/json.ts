import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { OperationShape, Shape, StructureShape } from './shape.ts'
import { parseSimple } from './simple.ts'
import { emptyRecord, isRecord, type Misread, type Value, type ValueRecord } from './value.ts'

/**
 * AWS JSON 1.1: the operation is in `X-Amz-Target`, timestamps are epoch seconds, blobs base64.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function readJson(operation: OperationShape, body: string): Result<ValueRecord, readonly Misread[]> {
  const parsed = parse(body)
  const misreads: Misread[] = []
  const input = read(operation.input, parsed, '', misreads)
  if (misreads.length > 0) return err(misreads)
  return ok(isRecord(input) ? input : emptyRecord())
}

/** An empty body is an empty object; what is no JSON is a string, which no operation takes. */
function parse(body: string): unknown {
  if (body === '') return {}
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

function read(shape: Shape, sent: unknown, path: string, misreads: Misread[]): Value | undefined {
  if (sent === null || sent === undefined) return undefined
  const misread = (type: string): undefined => {
    misreads.push({ path, text: describe(sent), type })
  }
  switch (shape.kind) {
    case 'structure':
      return isRecord(sent) ? readStructure(shape, sent, path, misreads) : misread('structure')
    case 'list':
      return Array.isArray(sent) ? readItems(shape.member, sent, path, misreads) : misread('list')
    case 'map':
      return isRecord(sent) ? readEntries(shape.value, sent, path, misreads) : misread('map')
    case 'simple':
      return readSimple(shape, sent) ?? misread(shape.type)
  }
}

function readStructure(shape: StructureShape, sent: ValueRecord, path: string, misreads: Misread[]): ValueRecord {
  const record = emptyRecord()
  for (const member of shape.members) {
    const value = Object.hasOwn(sent, member.wireName)
      ? read(member.shape, sent[member.wireName], step(path, member.name), misreads)
      : undefined
    if (value !== undefined) record[member.name] = value
  }
  return record
}

function readItems(shape: Shape, sent: readonly unknown[], path: string, misreads: Misread[]): readonly Value[] {
  return sent.flatMap((item, index) => {
    const value = read(shape, item, step(path, `${index + 1}.member`), misreads)
    return value === undefined ? [] : [value]
  })
}

function readEntries(shape: Shape, sent: ValueRecord, path: string, misreads: Misread[]): ValueRecord {
  const record = emptyRecord()
  for (const [key, of] of Object.entries(sent)) {
    const value = read(shape, of, step(path, key), misreads)
    if (value !== undefined) record[key] = value
  }
  return record
}

function readSimple(shape: Shape & { kind: 'simple' }, sent: unknown): Value | undefined {
  switch (shape.type) {
    case 'string':
      return typeof sent === 'string' ? sent : undefined
    case 'boolean':
      return typeof sent === 'boolean' ? sent : undefined
    case 'number':
      return typeof sent === 'number' ? sent : undefined
    case 'integer':
      return Number.isSafeInteger(sent) ? Number(sent) : undefined
    case 'blob':
    case 'stream':
      return typeof sent === 'string' ? parseSimple('blob', sent) : undefined
    default:
      return typeof sent === 'number' ? parseSimple('epoch-seconds', String(sent)) : undefined
  }
}

const step = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

/** In the words of AWS's JSON parser, which names kinds of tokens and not values. */
function describe(sent: unknown): string {
  if (Array.isArray(sent)) return 'START_ARRAY'
  if (typeof sent === 'object') return 'START_OBJECT'
  if (typeof sent === 'string') return 'STRING_VALUE'
  if (typeof sent === 'number') return Number.isInteger(sent) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
  return sent === true ? 'TRUE_VALUE' : 'FALSE_VALUE'
}

export const writeJson = (operation: OperationShape, output: ValueRecord): string =>
  operation.output.members.length === 0 ? '' : JSON.stringify(write(operation.output, output))

function write(shape: Shape, value: Value): unknown {
  switch (shape.kind) {
    case 'simple':
      if (value instanceof Date) return value.getTime() / 1000
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
    case 'list':
      return Array.isArray(value) ? value.map((item: Value) => write(shape.member, item)) : []
    case 'map':
      return isRecord(value) ? mapValues(value, (of) => write(shape.value, of)) : {}
    case 'structure':
      return isRecord(value) ? writeStructure(shape, value) : {}
  }
}

function writeStructure(shape: StructureShape, value: ValueRecord): unknown {
  const written: Record<string, unknown> = {}
  for (const member of shape.members) {
    const of = value[member.name]
    if (of !== undefined && of !== null) written[member.wireName] = write(member.shape, of)
  }
  return written
}

const mapValues = (record: ValueRecord, map: (value: Value) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, map(value)]])))

export const writeJsonError = (error: AwsError): string => JSON.stringify({ __type: error.code, message: error.message, ...error.fields })
