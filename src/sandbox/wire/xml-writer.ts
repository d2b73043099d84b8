import type { Member, Shape, StructureShape } from './shape.ts'
import { printSimple, type TimestampFormat } from './simple.ts'
import { isRecord, type Value, type ValueRecord } from './value.ts'

const special = /[&<>"']|[^\t\n\u0020-\ufffd]/
const specials = new RegExp(special, 'g')
const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Characters that XML 1.0 cannot hold are printed as references all the same, as S3 prints keys that contain them. */
export const escapeXml = (text: string): string =>
  special.test(text) ? text.replace(specials, (character) => names[character] ?? `&#x${character.charCodeAt(0).toString(16)};`) : text

/** The content of an element, without its tags. */
export function writeStructure(shape: StructureShape, value: ValueRecord, format: TimestampFormat, members = shape.members): string {
  let text = ''
  for (const member of members) {
    const of = value[member.name]
    if (of !== undefined && of !== null && member.traits.attribute === undefined) text += writeMember(member, of, format)
  }
  return text
}

function writeMember(member: Member, value: Value, format: TimestampFormat): string {
  const { shape, wireName, traits } = member
  if (shape.kind === 'list') {
    const items = Array.isArray(value) ? value : []
    if (traits.flattened === 1) return writeItems(wireName, shape.member, items, format)
    return element(wireName, '', writeItems(shape.xmlName ?? 'member', shape.member, items, format))
  }
  return writeValue(wireName, shape, value, format, namespaceOf(member))
}

const writeItems = (name: string, shape: Shape, items: readonly Value[], format: TimestampFormat): string =>
  items.map((item) => writeValue(name, shape, item, format, '')).join('')

/** One element with its content; `attributes` begins with a space unless empty. */
export function writeValue(name: string, shape: Shape, value: Value, format: TimestampFormat, attributes: string): string {
  switch (shape.kind) {
    case 'simple': {
      const text = printSimple(shape.type, value, format)
      // Numbers, booleans, times and base64 have nothing to escape.
      return element(name, attributes, typeof value === 'string' ? escapeXml(text) : text)
    }
    case 'structure':
      return isRecord(value) ? element(name, attributes + writeAttributes(shape, value, format), writeStructure(shape, value, format)) : ''
    case 'list':
      return element(name, attributes, writeItems(shape.xmlName ?? 'member', shape.member, Array.isArray(value) ? value : [], format))
    case 'map':
      return isRecord(value) ? element(name, attributes, writeEntries(shape, value, format)) : ''
  }
}

const writeEntries = (shape: Shape & { kind: 'map' }, value: ValueRecord, format: TimestampFormat): string =>
  Object.entries(value)
    .map(([key, of]) =>
      of === undefined ? '' : `<entry><key>${escapeXml(key)}</key>${writeValue('value', shape.value, of, format, '')}</entry>`,
    )
    .join('')

function writeAttributes(shape: StructureShape, value: ValueRecord, format: TimestampFormat): string {
  let text = ''
  for (const member of shape.members) {
    const of = value[member.name]
    if (member.traits.attribute !== undefined && of !== undefined && member.shape.kind === 'simple') {
      text += ` ${member.wireName}="${escapeXml(printSimple(member.shape.type, of, format))}"`
    }
  }
  return text
}

function namespaceOf({ traits: { namespace } }: Member): string {
  if (namespace === undefined) return ''
  const [prefix, uri] = namespace
  return ` xmlns:${prefix}="${uri}"`
}

const element = (name: string, attributes: string, content: string): string =>
  content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`
