import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { OperationShape, Shape, StructureShape } from './shape.ts'
import { formatSeconds, parseSimple } from './simple.ts'
import { emptyRecord, type Misread, type Value, type ValueRecord } from './value.ts'
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

export function readQuery(operation: OperationShape, parameters: Parameters): Result<ValueRecord, readonly Misread[]> {
  const misreads: Misread[] = []
  const input = readStructure(operation.input, parameters, '', misreads)
  return misreads.length === 0 ? ok(input) : err(misreads)
}

function readStructure(shape: StructureShape, parameters: Parameters, path: string, misreads: Misread[]): ValueRecord {
  const record = emptyRecord()
  for (const member of shape.members) {
    const sent = parameters.parts.get(member.wireName)
    if (sent === undefined) continue
    const value = read(member.shape, sent, path + lowerFirst(member.name), misreads)
    if (value !== undefined) record[member.name] = value
  }
  return record
}

function read(shape: Shape, sent: Parameters, path: string, misreads: Misread[]): Value | undefined {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, sent, `${path}.`, misreads)
    case 'list':
      return readList(shape.member, sent, path, misreads)
    case 'map':
      return readMap(shape.key, shape.value, sent, path, misreads)
    case 'simple': {
      if (sent.text === undefined) return undefined
      const value = parseSimple(shape.type, sent.text)
      if (value === undefined) misreads.push({ path, text: sent.text, type: shape.type })
      return value
    }
  }
}

/** `X=` alone is the empty list. Gaps in the numbering close up. */
function readList(shape: Shape, sent: Parameters, path: string, misreads: Misread[]): readonly Value[] {
  return numbered(sent.parts.get('member')).flatMap(([number, part]) => {
    const value = read(shape, part, `${path}.${number}.member`, misreads)
    return value === undefined ? [] : [value]
  })
}

function readMap(key: Shape, of: Shape, sent: Parameters, path: string, misreads: Misread[]): ValueRecord {
  const record = emptyRecord()
  for (const [number, part] of numbered(sent.parts.get('entry'))) {
    const name = read(key, part.parts.get('key') ?? node(), `${path}.${number}.key`, misreads)
    const value = read(of, part.parts.get('value') ?? node(), `${path}.${number}.value`, misreads)
    if (typeof name === 'string' && value !== undefined) record[name] = value
  }
  return record
}

const numbered = (sent: Parameters | undefined): readonly (readonly [number, Parameters])[] =>
  [...(sent?.parts ?? [])]
    .filter(([name]) => /^\d{1,9}$/.test(name))
    .map(([name, part]) => [Number(name), part] as const)
    .sort(([a], [b]) => a - b)

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
