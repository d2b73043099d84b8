import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseXml, type XmlElement } from '../../../src/sandbox/wire/xml-document.ts'

const escapeAll = (text: string): string => text.replace(/[&<>"'\r\n\t\u0085\u2028]/g, (character) => `&#${character.charCodeAt(0)};`)

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,5}$/)
const text = fc.string({ unit: 'grapheme' })
interface Tree {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly text: string
  readonly children: readonly Tree[]
}
const tree: (depth: number) => fc.Arbitrary<Tree> = fc.memo<Tree>((depth) =>
  fc.record({
    name,
    attributes: fc.array(fc.tuple(name, text), { maxLength: 3 }).map((entries) => new Map(entries)),
    text,
    children: depth > 1 ? fc.array(tree(depth - 1), { maxLength: 3 }) : fc.constant([]),
  }),
)

const print = (element: Tree, prefix: string): string =>
  `<${prefix}${element.name}${[...element.attributes].map(([key, value]) => ` ${key}="${escapeAll(value)}"`).join('')}>` +
  `${escapeAll(element.text)}<!-- <x> -->${element.children.map((child) => print(child, prefix)).join('')}</${prefix}${element.name}\n>`

const textOf = (document: string): string | undefined => parseXml(document)?.text

describe('an XML document', () => {
  it('is read as it was meant', () => {
    fc.assert(
      fc.property(tree(4), fc.constantFrom('', 's3:'), (meant, prefix) => {
        expect(parseXml(`<?xml version="1.0"?>\n${print(meant, prefix)}\n`)).toMatchObject<XmlElement>(meant)
      }),
    )
  })

  it('has references in text, and none in character data', () => {
    expect(textOf('<a>1 &lt; 2 &#x41;&#66;<![CDATA[ &lt; <b>]]></a>')).toBe('1 < 2 AB &lt; <b>')
    expect(textOf('<a>&#1;</a>')).toBe('\u0001')
    expect(textOf('\u{feff}<a/>')).toBe('')
  })

  it.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a>\u0001</a>',
    '<a>&#0;</a>',
    '<a>&</a>',
    '<a>&unknown;</a>',
    '<a b=1/>',
    '<a b="<"/>',
    '<1/>',
    '< a/>',
    '<!DOCTYPE a><a/>',
    '<a><!-- </a>',
    '<a><![CDATA[ </a>',
    '<a>'.repeat(200) + '</a>'.repeat(200),
  ])('is not `%s`', (document) => {
    expect(parseXml(document)).toBeUndefined()
  })
})
