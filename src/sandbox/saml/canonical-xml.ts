import type { SignedElement } from './xml-tree.ts'

/**
 * Exclusive XML Canonicalization 1.0, without comments: the one form of an element over which XML signatures are made. `inclusive` are the prefixes
 * of an `InclusiveNamespaces PrefixList`, `omitted` is left out (the signature within what it signs).
 *
 * @see https://www.w3.org/TR/xml-exc-c14n/#sec-Specification
 */
export function canonicalXml(
  element: SignedElement,
  { inclusive = [], omitted }: { readonly inclusive?: readonly string[]; readonly omitted?: SignedElement | undefined } = {},
): string {
  const prefixes = inclusive.map((prefix) => (prefix === '#default' ? '' : prefix))
  const write = (node: SignedElement, rendered: ReadonlyMap<string, string>): string => {
    const needed = [...new Set([...visiblyUsed(node), ...prefixes.filter((prefix) => node.scope.has(prefix))])]
    const declared = needed.sort(byCodePoint).flatMap((prefix) => {
      const uri = node.scope.get(prefix) ?? ''
      return prefix === 'xml' || uri === (rendered.get(prefix) ?? '') ? [] : [[prefix, uri] as const]
    })
    const within = new Map([...rendered, ...declared])
    const content = node.content.map((child) => {
      if (typeof child === 'string') return escapeText(child)
      return child === omitted ? '' : write(child, within)
    })
    return `<${node.name}${declared.map(declaration).join('')}${attributes(node)}>${content.join('')}</${node.name}>`
  }
  return write(element, new Map())
}

const visiblyUsed = ({ prefix, attributes }: SignedElement): readonly string[] => [
  prefix,
  ...attributes.flatMap((attribute) => (attribute.prefix === '' ? [] : [attribute.prefix])),
]

const declaration = ([prefix, uri]: readonly [string, string]): string => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeValue(uri)}"`

const attributes = (element: SignedElement): string =>
  [...element.attributes]
    .sort((left, right) => byCodePoint(left.namespace, right.namespace) || byCodePoint(left.local, right.local))
    .map(({ name, value }) => ` ${name}="${escapeValue(value)}"`)
    .join('')

/** UTF-8 sorts as code points do, which UTF-16 does not. */
const byCodePoint = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))

const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (character) => references[character] ?? character)
const escapeValue = (value: string): string => value.replace(/[&<"\t\n\r]/g, (character) => references[character] ?? character)

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}
