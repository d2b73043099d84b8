import { SaxesParser } from 'saxes'

/** An element of a document in which every byte may be signed: prefixes, namespaces and the order of text and children are kept. */
export interface SignedElement {
  /** As written: `saml:Assertion`. */
  readonly name: string
  readonly prefix: string
  readonly local: string
  readonly namespace: string
  readonly attributes: readonly SignedAttribute[]
  /** Namespaces that are in scope here, by prefix; the default one is under ''. */
  readonly scope: ReadonlyMap<string, string>
  readonly content: readonly (SignedElement | string)[]
}

export interface SignedAttribute {
  readonly name: string
  readonly prefix: string
  readonly local: string
  readonly namespace: string
  readonly value: string
}

/** Elements within each other; no SAML document comes near. */
const deepest = 100

/**
 * The root of a well-formed document; undefined for what is none. Declarations of document types are refused, as entities would let one text stand
 * for another, and so are processing instructions, which no SAML document has. Comments are no part of what is signed.
 *
 * @see https://www.w3.org/TR/xml-exc-c14n/
 */
export function parseSignedXml(document: string): SignedElement | undefined {
  const roots: (SignedElement | string)[] = []
  const open: { readonly content: (SignedElement | string)[]; readonly scope: ReadonlyMap<string, string> }[] = [
    { content: roots, scope: new Map() },
  ]
  const parser = new SaxesParser({ xmlns: true, position: false })
  const refuse = (): never => {
    throw new MalformedXml()
  }
  const addText = (text: string): void => {
    open.at(-1)?.content.push(text)
  }
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('processinginstruction', refuse)
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.on('opentag', ({ name, prefix, local, uri, ns, attributes }) => {
    if (open.length > deepest) refuse()
    const scope = new Map([...(open.at(-1)?.scope ?? []), ...Object.entries(ns)])
    const content: (SignedElement | string)[] = []
    open.at(-1)?.content.push({ name, prefix, local, namespace: uri, attributes: Object.values(attributes).flatMap(plain), scope, content })
    open.push({ content, scope })
  })
  try {
    parser.write(document).close()
  } catch (error) {
    if (error instanceof MalformedXml) return undefined
    throw error
  }
  return roots.find((root) => typeof root !== 'string')
}

/** Ends the parser, which would else go on after a mistake. */
class MalformedXml extends Error {}

interface ParsedAttribute extends SignedAttribute {
  readonly uri: string
}

/** Declarations of namespaces are no attributes. */
const plain = ({ name, prefix, local, uri, value }: Omit<ParsedAttribute, 'namespace'>): readonly SignedAttribute[] =>
  prefix === 'xmlns' || name === 'xmlns' ? [] : [{ name, prefix, local, namespace: uri, value }]

const isElement = (node: SignedElement | string): node is SignedElement => typeof node !== 'string'

export const childrenOf = ({ content }: SignedElement): readonly SignedElement[] => content.filter(isElement)

/** Children of this name, in this namespace. */
export const childrenNamed = (element: SignedElement, namespace: string, local: string): readonly SignedElement[] =>
  childrenOf(element).filter((child) => child.namespace === namespace && child.local === local)

/** All of its own text, whatever stands between: a comment must not cut a name in two. */
export const textOf = ({ content }: SignedElement): string => content.filter((node) => typeof node === 'string').join('')

export const attributeOf = ({ attributes }: SignedElement, name: string): string | undefined =>
  attributes.find((attribute) => attribute.name === name)?.value
