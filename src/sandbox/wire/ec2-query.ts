import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { lowerFirst, type Parameters } from './query.ts'
import type { Member, OperationShape, Shape, StructureShape } from './shape.ts'
import { formatS3Time, parseSimple } from './simple.ts'
import { emptyRecord, type Misread, type Value, type ValueRecord } from './value.ts'
import { escapeXml, writeStructure } from './xml-writer.ts'

/**
 * The EC2 Query protocol: as AWS Query, but names begin with a capital letter, lists have no `member` in them, and answers no result element.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export function readEc2Query(operation: OperationShape, parameters: Parameters): Result<ValueRecord, readonly Misread[]> {
  const misreads: Misread[] = []
  const input = readStructure(operation.input, parameters, '', misreads)
  return misreads.length === 0 ? ok(input) : err(misreads)
}

function readStructure(shape: StructureShape, parameters: Parameters, path: string, misreads: Misread[]): ValueRecord {
  const record = emptyRecord()
  for (const member of shape.members) {
    const sent = parameters.parts.get(parameterName(member))
    const value = sent === undefined ? undefined : read(member.shape, sent, path + lowerFirst(member.name), misreads)
    if (value !== undefined) record[member.name] = value
  }
  return record
}

/** What every request may have beside the parameters of its operation. */
const common = /^(?:Action|Version|AWSAccessKeyId|Expires|Signature|SignatureMethod|SignatureVersion|SecurityToken|Timestamp|X-Amz-.*)$/

/** A parameter that the operation does not have; of operations that are not served, none is known. */
export function unknownParameter({ input }: OperationShape, { parts }: Parameters): string | undefined {
  const known = new Set(input.members.map(parameterName))
  if (input.members.length === 0) return undefined
  return [...parts.keys()].find((name) => !known.has(name) && !common.test(name))
}

/** How a member is called in a request. */
export const parameterName = ({ traits, wireName }: Member): string =>
  traits.queryName ?? wireName.charAt(0).toUpperCase() + wireName.slice(1)

function read(shape: Shape, sent: Parameters, path: string, misreads: Misread[]): Value | undefined {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, sent, `${path}.`, misreads)
    case 'list':
      return numbered(sent).flatMap(([number, part]) => read(shape.member, part, `${path}.${number}`, misreads) ?? [])
    case 'map':
      throw new Error('internal error: EC2 has no maps')
    case 'simple': {
      if (sent.text === undefined) return undefined
      const value = parseSimple(shape.type, sent.text)
      if (value === undefined) misreads.push({ path, text: sent.text, type: shape.type })
      return value
    }
  }
}

/** Gaps in the numbering close up. */
const numbered = (sent: Parameters): readonly (readonly [number, Parameters])[] =>
  [...sent.parts]
    .filter(([name]) => /^\d{1,9}$/.test(name))
    .map(([name, part]) => [Number(name), part] as const)
    .sort(([a], [b]) => a - b)

export function writeEc2Query(operation: OperationShape, output: ValueRecord, namespace: string, requestId: string): string {
  const content = writeStructure(operation.output, output, formatS3Time)
  const name = `${operation.name}Response`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}/"><requestId>${requestId}</requestId>${content}</${name}>`
}

export function writeEc2Error({ code, message }: AwsError, requestId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`
}
