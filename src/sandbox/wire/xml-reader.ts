import { err, ok, type Result } from '../../base/result.ts'
import type { Member, Shape, StructureShape } from './shape.ts'
import { parseSimple } from './simple.ts'
import { emptyRecord, type Value, type ValueRecord } from './value.ts'
import { localName, parseXml, type XmlElement } from './xml-document.ts'

/**
 * Reads a document. Its root may have any name where its content is known: S3 looks at that alone. An error says that it is no such document.
 *
 * @see https://github.com/justincormack/argmin for a root of another name without such content, as AWS answered it
 */
export function readXml(shape: StructureShape, document: string, name = shape.xmlName ?? shape.name): Result<ValueRecord, 'malformed'> {
  const root = parseXml(document)
  const faults = { found: root !== undefined && root.name !== name && !hasMember(shape, root) }
  const value = root === undefined ? undefined : readStructure(shape, root, faults)
  return value === undefined || faults.found ? err('malformed') : ok(value)
}

const hasMember = ({ members }: StructureShape, { children }: XmlElement): boolean =>
  members.some(({ wireName }) => children.some(({ name }) => name === localName(wireName)))

function readStructure(shape: StructureShape, element: XmlElement, faults: { found: boolean }): ValueRecord {
  const record = emptyRecord()
  for (const member of shape.members) {
    const value = readMember(member, element, faults)
    if (value !== undefined) record[member.name] = value
    else if (member.required && member.traits.header === undefined && member.traits.query === undefined) faults.found = true
  }
  return record
}

function readMember(member: Member, element: XmlElement, faults: { found: boolean }): Value | undefined {
  const name = localName(member.wireName)
  if (member.traits.attribute === 1) return element.attributes.get(name)
  const sent = element.children.filter((child) => child.name === name)
  const first = sent[0]
  if (first === undefined) return undefined
  const { shape } = member
  const items = shape.kind === 'list' && member.traits.flattened === 1 ? sent.map((item) => read(shape.member, item, faults)) : undefined
  const value = items?.filter((item) => item !== undefined) ?? read(shape, first, faults)
  if (typeof value === 'string' && isOutside(member, value)) faults.found = true
  return value
}

/** Values of which S3 says itself what is wrong with them, where others make the document malformed (recorded). */
const judgedBySelf = new Set(['BucketLocationConstraint', 'FilterRuleName', 'Protocol'])

const isOutside = ({ constraint, traits }: Member, value: string): boolean =>
  constraint?.data.enum?.includes(value) === false && !judgedBySelf.has(traits.constraint ?? '')

function read(shape: Shape, element: XmlElement, faults: { found: boolean }): Value | undefined {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, element, faults)
    case 'list': {
      const name = shape.xmlName ?? 'member'
      const sent = element.children.filter((child) => child.name === name)
      return sent.map((item) => read(shape.member, item, faults)).filter((item) => item !== undefined)
    }
    case 'map':
      return readEntries(shape, element, faults)
    case 'simple': {
      const text = shape.type === 'string' ? element.text : element.text.trim()
      // Documents have no epoch seconds: `20200101` is no date, as was recorded from S3.
      const value =
        (shape.type === 'timestamp' || shape.type === 'date-time') && /^\d+$/.test(text) ? undefined : parseSimple(shape.type, text)
      if (value === undefined) faults.found = true
      return value
    }
  }
}

function readEntries(shape: Shape & { kind: 'map' }, element: XmlElement, faults: { found: boolean }): ValueRecord {
  const record = emptyRecord()
  for (const entry of element.children) {
    const key = entry.children.find(({ name }) => name === 'key')
    const value = entry.children.find(({ name }) => name === 'value')
    const of = value === undefined ? undefined : read(shape.value, value, faults)
    if (key !== undefined && of !== undefined) record[key.text] = of
  }
  return record
}
