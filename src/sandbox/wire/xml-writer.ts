import type { Member, Shape, StructureShape } from './shape.ts'
import { printSimple, type TimestampFormat } from './simple.ts'
import { UnchangingPart } from './unchanging.ts'
import { isRecord, type Value, type ValueRecord } from './value.ts'

const special = /[&<>"]|[^\t\n\u0020-\ufffd]/
const specials = new RegExp(special, 'g')
const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters that XML 1.0 cannot hold are printed as references all the same, as S3 prints keys that contain them. */
export const escapeXml = (text: string): string =>
  special.test(text) ? text.replace(specials, (character) => names[character] ?? `&#x${character.charCodeAt(0).toString(16)};`) : text

/** As `escapeXml`, but for quotes, which S3 leaves in its errors (recorded by the suite of justincormack/argmin, crates/s3-tests/tests/post_object.rs). */
export const escapeErrorText = (text: string): string => escapeXml(text).replaceAll('&quot;', '"')

/** Writes one value of a shape; made of the shape once, when a codec first meets it. */
type Write = (value: Value, format: TimestampFormat) => string

/** The content of an element, without its tags. */
export function writeStructure(shape: StructureShape, value: ValueRecord, format: TimestampFormat, members = shape.members): string {
  let text = ''
  for (const { name, write } of partsOf(members)) {
    const of = value[name]
    if (of !== undefined && of !== null) text += write(of, format)
  }
  return text
}

/**
 * The same in pieces, for long lists: a text of many parts is copied when it is sent, and what was written before need not be. A list that is not wrapped
 * may have parts that never change.
 */
export function writePieces(value: ValueRecord, format: TimestampFormat, members: readonly Member[]): (string | Uint8Array)[] {
  const pieces: (string | Uint8Array)[] = []
  for (const { name, write, writeItem } of partsOf(members)) {
    const of = value[name]
    if (of === undefined || of === null) continue
    if (writeItem === undefined || !Array.isArray(of)) pieces.push(write(of, format))
    else
      for (const item of of) pieces.push(item instanceof UnchangingPart ? item.of.bytes(writeItem, format, item) : writeItem(item, format))
  }
  return pieces
}

interface Part {
  readonly name: string
  readonly write: Write
  /** Of a list that is not wrapped. */
  readonly writeItem?: Write
}

const parts = new WeakMap<readonly Member[], readonly Part[]>()

/** The members that are elements. */
function partsOf(members: readonly Member[]): readonly Part[] {
  const known = parts.get(members)
  if (known !== undefined) return known
  const made = members.filter(({ traits }) => traits.attribute === undefined).map(partOf)
  parts.set(members, made)
  return made
}

function partOf(member: Member): Part {
  const { name, shape, wireName, traits } = member
  if (shape.kind === 'list' && traits.flattened === 1)
    return { name, write: itemsWriter(wireName, shape.member), writeItem: elementWriter(wireName, shape.member, '') }
  return { name, write: elementWriter(wireName, shape, namespaceOf(member)) }
}

function itemsWriter(name: string, shape: Shape): Write {
  const writeItem = elementWriter(name, shape, '')
  return (items, format) => {
    let text = ''
    if (Array.isArray(items)) for (const item of items) text += writeItem(item, format)
    return text
  }
}

/** One element with its content; `attributes` begins with a space unless empty. */
export const writeValue = (name: string, shape: Shape, value: Value, format: TimestampFormat, attributes: string): string =>
  elementWriter(name, shape, attributes)(value, format)

const writers = new WeakMap<Shape, Map<string, Write>>()

function elementWriter(name: string, shape: Shape, attributes: string): Write {
  const ofShape = writers.get(shape) ?? new Map<string, Write>()
  writers.set(shape, ofShape)
  const known = ofShape.get(name + attributes)
  if (known !== undefined) return known
  const made = makeWriter(name, shape, attributes)
  ofShape.set(name + attributes, made)
  return made
}

function makeWriter(name: string, shape: Shape, attributes: string): Write {
  const element = elementOf(name, attributes)
  switch (shape.kind) {
    case 'simple':
      // Numbers, booleans, times and base64 have nothing to escape.
      return (value, format) => element(typeof value === 'string' ? escapeXml(value) : printSimple(shape.type, value, format))
    case 'structure':
      return structureWriter(name, shape, attributes)
    case 'list': {
      const writeItems = itemsWriter(shape.xmlName ?? 'member', shape.member)
      return (value, format) => element(writeItems(value, format))
    }
    case 'map':
      return (value, format) => (isRecord(value) ? element(writeEntries(shape, value, format)) : '')
  }
}

/** Its members are looked at when it is first written: a structure may contain itself. */
function structureWriter(name: string, shape: StructureShape, attributes: string): Write {
  const element = elementOf(name, attributes)
  const inTag = shape.members.filter(({ traits }) => traits.attribute !== undefined)
  const write = (value: ValueRecord, format: TimestampFormat): string => {
    const content = writeStructure(shape, value, format)
    return inTag.length === 0 ? element(content) : elementOf(name, attributes + writeAttributes(inTag, value, format))(content)
  }
  return (value, format) => (isRecord(value) ? write(value, format) : '')
}

const writeEntries = (shape: Shape & { kind: 'map' }, value: ValueRecord, format: TimestampFormat): string =>
  Object.entries(value)
    .map(([key, of]) =>
      of === undefined ? '' : `<entry><key>${escapeXml(key)}</key>${writeValue('value', shape.value, of, format, '')}</entry>`,
    )
    .join('')

function writeAttributes(members: readonly Member[], value: ValueRecord, format: TimestampFormat): string {
  let text = ''
  for (const { name, wireName, shape } of members) {
    const of = value[name]
    if (of !== undefined && shape.kind === 'simple') text += ` ${wireName}="${escapeXml(printSimple(shape.type, of, format))}"`
  }
  return text
}

function namespaceOf({ shape, traits: { namespace } }: Member): string {
  if (namespace === undefined || shape.kind === 'list') return ''
  const [prefix, uri] = namespace
  return ` xmlns:${prefix}="${uri}"`
}

function elementOf(name: string, attributes: string): (content: string) => string {
  const [start, end, empty] = [`<${name}${attributes}>`, `</${name}>`, `<${name}${attributes}/>`]
  return (content) => (content === '' ? empty : start + content + end)
}
