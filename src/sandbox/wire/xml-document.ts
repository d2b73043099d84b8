/** An element: its attributes, text and children, names without their prefix. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** All of its own text, whatever stands between. */
  readonly text: string
  readonly children: readonly XmlElement[]
}

interface OpenElement extends XmlElement {
  /** With its prefix, as its end must have it. */
  readonly spelling: string
  text: string
  readonly children: XmlElement[]
}

const name = String.raw`[\p{L}_:][\p{L}\p{N}\p{M}_:.\-]*`
const attributeSyntax = new RegExp(String.raw`\s+(${name})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`, 'gu')
/** Comments and instructions, character data, the end of an element, its start, and text. */
const tokenSyntax = new RegExp(
  [
    String.raw`<!--[^]*?-->`,
    String.raw`<\?[^]*?\?>`,
    String.raw`<!\[CDATA\[(?<raw>[^]*?)\]\]>`,
    String.raw`</(?<end>${name})\s*>`,
    String.raw`<(?<start>${name})(?<attributes>(?:\s+${name}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>/?)>`,
    `(?<text>[^<]+)`,
  ].join('|'),
  'uy',
)

const deepest = 100

/**
 * The root of a well-formed document. Declarations of document types are refused: no client of S3 sends one, and entities are the way to blow a
 * parser up; so is what is nested too deeply.
 */
export function parseXml(document: string): XmlElement | undefined {
  const outside = openElement('', '')
  const open: OpenElement[] = [outside]
  tokenSyntax.lastIndex = document.startsWith('\u{feff}') ? 1 : 0
  while (tokenSyntax.lastIndex < document.length) {
    const token = tokenSyntax.exec(document)?.groups
    if (token === undefined || !take(token, open)) return undefined
  }
  const [root, ...more] = outside.children
  return open.length === 1 && more.length === 0 && outside.text.trim() === '' ? root : undefined
}

/** Whether the token may stand where it does. */
function take({ raw, end, start, attributes, empty, text }: Readonly<Record<string, string | undefined>>, open: OpenElement[]): boolean {
  const inside = open.at(-1)
  if (inside === undefined) return false
  if (text !== undefined) return addText(inside, decodeReferences(text))
  if (raw !== undefined) return open.length > 1 && addText(inside, raw)
  if (end !== undefined) return open.length > 1 && open.pop()?.spelling === end
  if (start === undefined) return true
  const element = openElement(start, attributes ?? '')
  inside.children.push(element)
  if (empty === '') open.push(element)
  return open.length <= deepest + 1
}

function addText(element: OpenElement, text: string | undefined): boolean {
  element.text += text ?? ''
  return text !== undefined
}

const openElement = (spelling: string, attributes: string): OpenElement => ({
  spelling,
  name: localName(spelling),
  attributes: new Map(
    attributes === ''
      ? []
      : [...attributes.matchAll(attributeSyntax)].map(([, key = '', double, single]) => [
          localName(key),
          decodeReferences(double ?? single ?? '') ?? '',
        ]),
  ),
  text: '',
  children: [],
})

export const localName = (spelling: string): string => spelling.slice(spelling.indexOf(':') + 1)

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The five entities of XML and references to characters, those that XML 1.0 forbids included, as S3 reads them; nothing where an `&` begins neither. */
function decodeReferences(text: string): string | undefined {
  if (!text.includes('&')) return text
  let wellFormed = true
  const decoded = text.replace(
    /&(?:#x([0-9a-f]{1,6});|#(\d{1,7});|(lt|gt|amp|quot|apos);)?/gi,
    (whole, hex?: string, decimal?: string, entity?: string) => {
      if (entity !== undefined) return entities[entity.toLowerCase()] ?? whole
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      if (code <= 0x10ffff) return String.fromCodePoint(code)
      wellFormed = false
      return whole
    },
  )
  return wellFormed ? decoded : undefined
}
