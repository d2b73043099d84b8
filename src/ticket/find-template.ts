import { cutText, type MappedText, replaceText, rewriteText } from '../base/mapped-text.ts'

/** A stretch of prose that holds a CloudFormation template in YAML, or some of its resources. */
export interface TemplateStretch {
  readonly start: number
  readonly end: number
  /** As a whole template, without what it is indented by. */
  readonly source: MappedText
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const sections = 'AWSTemplateFormatVersion|Description|Metadata|Parameters|Rules|Mappings|Conditions|Transform|Globals|Resources|Outputs'

const resourceType = /^([ \t]+)Type:[ \t]*["']?(?:AWS|Custom)::/m

/** The template that stands in prose; undefined where there is none. */
export function findTemplate(prose: MappedText): TemplateStretch | undefined {
  return wholeTemplate(prose) ?? someResources(prose)
}

function wholeTemplate(prose: MappedText): TemplateStretch | undefined {
  const head = new RegExp(String.raw`^([ \t]*)(?:${sections}):`, 'gm')
  const isTemplate = /^[ \t]*Resources:[ \t]*$/m.test(prose.text) && resourceType.test(prose.text)
  const [first] = isTemplate ? prose.text.matchAll(head) : []
  if (first === undefined) return undefined
  const [, indent = ''] = first
  const own = new RegExp(`^${indent}(?:${sections}):|^${indent}#`)
  return stretch(prose, first.index, indent, (line) => own.test(line))
}

/** Resources without what is around them in a template. */
function someResources(prose: MappedText): TemplateStretch | undefined {
  const type = resourceType.exec(prose.text)
  const above = type === null ? undefined : /([ \t]*)\w+:[ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*$/.exec(prose.text.slice(0, type.index))
  if (type === null || above === null || above === undefined) return undefined
  const [, indent = ''] = above
  const found = stretch(prose, above.index, indent, (line) => new RegExp(String.raw`^${indent}\w+:[ \t]*$`).test(line))
  const inside = rewriteText(found.source, /^(?=[^\n])/gm, () => '  ')
  return { ...found, source: replaceText(inside, [{ start: 0, end: 0, text: `${declared(found.source.text)}Resources:\n` }]) }
}

/** What the resources refer to and do not say, as parameters: only their values count. */
function declared(text: string): string {
  const referred = Array.from(
    text.matchAll(/\$\{(\w+)\}|!Ref\s+["']?(\w+)|\bRef:\s*["']?(\w+)/g),
    ([, one, two, three]) => one ?? two ?? three ?? '',
  )
  const names = [...new Set(referred)].filter((name) => !new RegExp(String.raw`^[ \t]*${name}:[ \t]*$`, 'm').test(text))
  return names.length === 0 ? '' : `Parameters:\n${names.map((name) => `  ${name}: { Type: String }\n`).join('')}`
}

/** From a line on as far as the lines are indented more, or belong to the template. */
function stretch(prose: MappedText, start: number, indent: string, isOwn: (line: string) => boolean): TemplateStretch {
  const lines = /([^\n]*)(?:\n|$)/y
  lines.lastIndex = start
  let end = start
  for (let match = lines.exec(prose.text); match !== null && match[0] !== ''; match = lines.exec(prose.text)) {
    const line = match[1] ?? ''
    const isInside =
      line.trim() === '' || isOwn(line) || line.startsWith(`${indent} `) || line.startsWith(`${indent}\t`) || line.startsWith(`${indent}- `)
    if (!isInside) break
    if (line.trim() !== '') end = match.index + line.length
  }
  const cut = cutText(prose, start, end)
  return { start, end, source: indent === '' ? cut : rewriteText(cut, new RegExp(`^${indent}`, 'gm'), () => '') }
}
