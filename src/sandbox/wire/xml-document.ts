import { SaxesParser } from 'saxes'

/** An element: its attributes, text and children, names without their prefix. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** All of its own text, whatever stands between. */
  readonly text: string
  readonly children: readonly XmlElement[]
}

interface OpenElement extends XmlElement {
  text: string
  readonly children: XmlElement[]
}

/** Elements within each other; no document of S3 comes near. */
const deepest = 100

/**
 * The root of a well-formed document. Declarations of document types are refused: no client of S3 sends one, and entities are the way to blow a
 * parser up; so is what is nested too deeply. Of version 1.1 references may name control characters, as S3 reads them in keys.
 */
export function parseXml(document: string): XmlElement | undefined {
  const outside: OpenElement = { name: '', attributes: new Map(), text: '', children: [] }
  const open = [outside]
  const parser = new SaxesParser({ defaultXMLVersion: '1.1', forceXMLVersion: true, position: false })
  const refuse = (): never => {
    throw new MalformedXml()
  }
  const addText = (text: string): void => {
    const inside = open.at(-1)
    if (inside !== undefined) inside.text += text
  }
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > deepest) refuse()
    const element = { name: localName(name), attributes: new Map(Object.entries(attributes).map(localEntry)), text: '', children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  try {
    parser.write(document).close()
  } catch (error) {
    if (error instanceof MalformedXml) return undefined
    throw error
  }
  return outside.children[0]
}

/** Ends the parser, which would else go on after a mistake. */
class MalformedXml extends Error {}

const localEntry = ([name, value]: readonly [string, string]): readonly [string, string] => [localName(name), value]

export const localName = (spelling: string): string => spelling.slice(spelling.indexOf(':') + 1)
