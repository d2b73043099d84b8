import type { Located } from './located.ts'

/** How the author of a JSON text lays it out, so that what is added looks as if the author had written it. */
export interface JsonLayout {
  /** `\n` or `\r\n`. */
  readonly newline: string
  /** One step of indentation. */
  readonly unit: string
  /** After a comma on one line, after a colon: a space or nothing. */
  readonly gap: string
  /** Inside the braces of an object on one line. */
  readonly padding: string
  /** Whether the text has more than one line. */
  readonly isMultiline: boolean
  /** Whether lists of plain values stand on one line. */
  readonly listsInline: boolean
}

export function layoutOf(text: string, document: Located): JsonLayout {
  const containers = containersOf(document)
  const inline = containers.filter((container) => isInline(container))
  const objects = inline.filter(({ kind, at }) => kind === 'object' && at.end.offset - at.start.offset > 2)
  const lists = containers.filter((container) => container.kind === 'array' && container.items.length > 0 && container.items.every(isPlain))
  const isMultiline = text.trim().includes('\n')
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    unit: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
    gap: /"\s*:\S/.test(text) && !/"\s*:\s/.test(text) ? '' : ' ',
    padding: objects.length > 0 && objects.every(({ at }) => text[at.start.offset + 1] === ' ') ? ' ' : '',
    isMultiline,
    listsInline: !isMultiline || lists.some(isInline),
  }
}

/** Whether the value begins and ends on one line. */
export const isInline = ({ at }: Located): boolean => at.start.line === at.end.line

/** The text of a value that begins on a line with this indentation. */
export function renderJson(value: unknown, layout: JsonLayout, indent: string, inline: boolean): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const onOneLine = inline || !layout.isMultiline || (isList && layout.listsInline && value.every((item) => !isContainer(item)))
  const inner = onOneLine ? indent : indent + layout.unit
  const render = (item: unknown): string => renderJson(item, layout, inner, onOneLine)
  const parts = isList
    ? value.map(render)
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${layout.gap}${render(item)}`)
  const [opening, closing] = isList ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return opening + closing
  const padding = isList ? '' : layout.padding
  if (onOneLine) return opening + padding + parts.join(`,${layout.gap}`) + padding + closing
  return `${opening}${layout.newline}${inner}${parts.join(`,${layout.newline}${inner}`)}${layout.newline}${indent}${closing}`
}

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null
const isPlain = ({ kind }: Located): boolean => kind !== 'array' && kind !== 'object'

function containersOf(value: Located): readonly Located[] {
  if (value.kind === 'array') return [value, ...value.items.flatMap(containersOf)]
  return value.kind === 'object' ? [value, ...value.members.flatMap((member) => containersOf(member.value))] : []
}
