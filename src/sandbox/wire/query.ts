import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { OperationShape, Shape, SimpleType, StructureShape } from './shape.ts'
import { formatSeconds, parseSimple } from './simple.ts'
import { emptyRecord, type Value, type ValueRecord } from './value.ts'
import { escapeXml, writeStructure } from './xml-writer.ts'

/**
 * The AWS Query protocol: parameters of a form in, XML out.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export interface Parameters {
  text: string | undefined
  readonly parts: Map<string, Parameters>
}

const node = (): Parameters => ({ text: undefined, parts: new Map() })

/** `A.member.1.B=x` as a tree. A name that is sent twice keeps its last value. */
export function parseParameters(form: string): Parameters {
  const root = node()
  for (const pair of form.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals))
    let at = root
    for (const part of name.split('.')) {
      const next = at.parts.get(part) ?? node()
      at.parts.set(part, next)
      at = next
    }
    at.text = equals === -1 ? '' : decodeForm(pair.slice(equals + 1))
  }
  return root
}

/** Broken percent-encodings stay as they are: they fail a constraint or a lookup later, in the words of the member. */
function decodeForm(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/**
 * What cannot be read is `MalformedInput` in the words of the parser, which names the first of it. Recorded from IAM (github.com/radkawar/stackd,
 * testdata/aws/iam: query_collections.json, pagination_inputs.json); of values that are not of their type only the code was.
 */
export function readQuery(operation: OperationShape, parameters: Parameters): Result<ValueRecord, AwsError> {
  const misreads: string[] = []
  const input = readStructure(operation.input, parameters, '', misreads)
  const [message] = misreads
  return message === undefined ? ok(input) : err({ code: 'MalformedInput', message, status: 400 })
}

function readStructure(shape: StructureShape, parameters: Parameters, path: string, misreads: string[]): ValueRecord {
  const record = emptyRecord()
  for (const member of shape.members) {
    const sent = parameters.parts.get(member.wireName)
    if (sent === undefined) continue
    const value = read(member.shape, sent, path + lowerFirst(member.name), misreads)
    if (value !== undefined) record[member.name] = value
  }
  return record
}

function read(shape: Shape, sent: Parameters, path: string, misreads: string[]): Value | undefined {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, sent, `${path}.`, misreads)
    case 'list':
      return readList(shape.member, sent, path, misreads)
    case 'map':
      return readMap(shape.key, shape.value, sent, path, misreads)
    case 'simple': {
      if (sent.parts.size > 0) misreads.push(unexpectedList)
      if (sent.text === undefined) return undefined
      const value = readSimple(shape.type, sent.text)
      if (value === undefined) misreads.push(`Value '${sent.text}' at '${path}' is not of type ${shape.type}`)
      return value
    }
  }
}

const unexpectedList = 'Start of list found where not expected'

/** Nothing stands around a number, which is whole and of 32 bits in IAM and STS; a boolean is small or a digit. */
function readSimple(type: SimpleType, text: string): Value | undefined {
  if (type === 'boolean') return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined
  if (type !== 'integer' && type !== 'number') return parseSimple(type, text)
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined
}

/** `X=` alone is the empty list. Gaps in the numbering close up. */
function readList(shape: Shape, sent: Parameters, path: string, misreads: string[]): readonly Value[] {
  return numbered(sent.parts.get('member'), misreads).flatMap(([number, part]) => {
    const value = read(shape, part, `${path}.${number}.member`, misreads)
    return value === undefined ? [] : [value]
  })
}

function readMap(key: Shape, of: Shape, sent: Parameters, path: string, misreads: string[]): ValueRecord {
  const record = emptyRecord()
  for (const [number, part] of numbered(sent.parts.get('entry'), misreads)) {
    const name = read(key, part.parts.get('key') ?? node(), `${path}.${number}.key`, misreads)
    const value = read(of, part.parts.get('value') ?? node(), `${path}.${number}.value`, misreads)
    if (typeof name === 'string' && value !== undefined) record[name] = value
  }
  return record
}

const mostSkipped = 10

/** The parts in the order of their numbers, which may skip some. */
function numbered(sent: Parameters | undefined, misreads: string[]): readonly (readonly [number, Parameters])[] {
  const parts = [...(sent?.parts ?? [])].map(([name, part]) => ({ name, number: Number(name), part }))
  for (const { name, number } of parts) {
    if (name.startsWith('-')) misreads.push(`Key ${name} may not have a leading '-'`)
    else if (!/^\d+$/.test(name)) misreads.push(unexpectedList)
    else if (number === 0) misreads.push(`${name} is not a valid index`)
  }
  const sorted = parts.filter(({ number }) => number > 0).sort((one, other) => one.number - other.number)
  let previous = 1
  for (const { number } of sorted) {
    if (number - previous > mostSkipped) misreads.push(`Excessively sparse input would skip ${number - previous} list elements`)
    previous = number
  }
  return sorted.map(({ number, part }) => [number, part])
}

/** AWS's messages name members with a small first letter. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

export function writeQuery(operation: OperationShape, output: ValueRecord, namespace: string, requestId: string): string {
  const { name } = operation
  const content = writeStructure(operation.output, output, formatSeconds)
  const result = operation.output.name === 'Unit' ? '' : `<${name}Result>${content}</${name}Result>`
  return `<${name}Response xmlns="${namespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`
}

export function writeQueryError(error: AwsError, status: number, namespace: string, requestId: string): string {
  const type = status >= 500 ? 'Receiver' : 'Sender'
  const fields = Object.entries(error.fields ?? {}).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`)
  return `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>${fields.join('')}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
}
