import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { err, ok, type Result } from '../../base/result.ts'
import type { Member, Shape, StructureShape } from './shape.ts'
import { parseSimple } from './simple.ts'
import { emptyRecord, type Value, type ValueRecord } from './value.ts'

/** An element: its attributes, text and children, names without their prefix. */
interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly text: string
  readonly children: readonly Element[]
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

/** Reads a document whose root may have any name: S3 looks at the content only. An error says that it is no such document. */
export function readXml(shape: StructureShape, document: string): Result<ValueRecord, 'malformed'> {
  const root = parseRoot(document)
  const faults = { found: false }
  const value = root === undefined ? undefined : readStructure(shape, root, faults)
  return value === undefined || faults.found ? err('malformed') : ok(value)
}

/** Declarations of document types are refused: no client of S3 sends one, and entities are the way to blow a parser up. */
function parseRoot(document: string): Element | undefined {
  if (/<!DOCTYPE/i.test(document) || depth(document) > 100 || XMLValidator.validate(document) !== true) return undefined
  const parsed: unknown = parser.parse(document)
  return Array.isArray(parsed) ? parsed.map(toElement).find((element) => element !== undefined) : undefined
}

/** How deep elements are nested at most, counted without recursion. */
function depth(document: string): number {
  let open = 0
  let deepest = 0
  for (const [tag] of document.matchAll(/<[^<>?!][^<>]*>/g)) {
    if (tag.startsWith('</')) open -= 1
    else if (!tag.endsWith('/>')) deepest = Math.max(deepest, ++open)
  }
  return deepest
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The five entities of XML and references to characters, those that XML 1.0 forbids included, as S3 reads them. */
const decodeEntities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** fast-xml-parser's ordered form: `{ name: [children], ':@': { attribute: text } }`, and `{ '#text': text }`. */
function toElement(node: unknown): Element | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const [name, content] = Object.entries(node).find(([key]) => key !== ':@' && key !== '#text') ?? []
  if (name === undefined || !Array.isArray(content)) return undefined
  const attributes = ':@' in node && typeof node[':@'] === 'object' && node[':@'] !== null ? Object.entries(node[':@']) : []
  return {
    name: localName(name),
    attributes: new Map(attributes.map(([key, value]) => [localName(key), decodeEntities(String(value))])),
    text: decodeEntities(content.map(textOf).join('')),
    children: content.flatMap((child: unknown) => toElement(child) ?? []),
  }
}

const textOf = (node: unknown): string => (typeof node === 'object' && node !== null && '#text' in node ? String(node['#text']) : '')

function readStructure(shape: StructureShape, element: Element, faults: { found: boolean }): ValueRecord {
  const record = emptyRecord()
  for (const member of shape.members) {
    const value = readMember(member, element, faults)
    if (value !== undefined) record[member.name] = value
    else if (member.required && member.traits.header === undefined && member.traits.query === undefined) faults.found = true
  }
  return record
}

function readMember(member: Member, element: Element, faults: { found: boolean }): Value | undefined {
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

function read(shape: Shape, element: Element, faults: { found: boolean }): Value | undefined {
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
      const value = parseSimple(shape.type, shape.type === 'string' ? element.text : element.text.trim())
      if (value === undefined) faults.found = true
      return value
    }
  }
}

function readEntries(shape: Shape & { kind: 'map' }, element: Element, faults: { found: boolean }): ValueRecord {
  const record = emptyRecord()
  for (const entry of element.children) {
    const key = entry.children.find(({ name }) => name === 'key')
    const value = entry.children.find(({ name }) => name === 'value')
    const of = value === undefined ? undefined : read(shape.value, value, faults)
    if (key !== undefined && of !== undefined) record[key.text] = of
  }
  return record
}
