import { isInline, type JsonLayout, layoutOf, renderJson } from './json-layout.ts'
import type { Located } from './located.ts'
import { parseJson } from './parse-json.ts'
import { formatPointer, pointerTokens, valueAt } from './pointer.ts'
import { err, ok, type Result } from './result.ts'

/**
 * A change of a JSON text at a JSON Pointer, as JSON Patch has it: `add` puts a member at the end of an object, or an item before the one at
 * its index; `-` is the end of an array.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export type Edit =
  | { readonly edit: 'replace'; readonly at: string; readonly value: unknown }
  | { readonly edit: 'add'; readonly at: string; readonly value: unknown }
  | { readonly edit: 'remove'; readonly at: string }

/** The text is no JSON, or has nothing at the place of an edit (or already has something, for a member to add). */
export type SpliceError = { readonly code: 'splice/not-json' } | { readonly code: 'splice/no-such-place'; readonly at: string }

/** Makes the edits, one after the other. All other bytes of the text stay as they are, and what is new follows its layout. */
export function splice(text: string, edits: readonly Edit[]): Result<string, SpliceError> {
  let current = text
  for (const edit of edits) {
    const document = parseJson(current, '')
    if (!document.ok) return err({ code: 'splice/not-json' })
    const change = changeOf(edit, current, document.value)
    if (change === undefined) return err({ code: 'splice/no-such-place', at: edit.at })
    current = current.slice(0, change.start) + change.text + current.slice(change.end)
  }
  return ok(current)
}

/** A stretch of the text, and what takes its place. */
interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

function changeOf(edit: Edit, text: string, document: Located): Change | undefined {
  const layout = layoutOf(text, document)
  if (edit.edit === 'replace') return replace(edit, text, document, layout)
  const tokens = pointerTokens(edit.at)
  const container = tokens.length === 0 ? undefined : valueAt(document, formatPointer(tokens.slice(0, -1)))
  const last = tokens.at(-1) ?? ''
  if (container === undefined || (container.kind !== 'array' && container.kind !== 'object')) return undefined
  const target = { text, layout, container, children: childrenOf(container) }
  return edit.edit === 'add' ? add(target, last, edit.value) : remove(target, last)
}

function replace({ at, value }: Edit & { edit: 'replace' }, text: string, document: Located, layout: JsonLayout): Change | undefined {
  const old = valueAt(document, at)
  if (old === undefined) return undefined
  const { start, end } = old.at
  const inline = (old.kind === 'array' || old.kind === 'object') && isInline(old) && end.offset - start.offset > 2
  return { start: start.offset, end: end.offset, text: renderJson(value, layout, indentAt(text, start.offset), inline) }
}

interface Target {
  readonly text: string
  readonly layout: JsonLayout
  readonly container: Located & { kind: 'array' | 'object' }
  readonly children: readonly Child[]
}

/** An item or a member, where it stands. */
interface Child {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly value: Located
}

function childrenOf(container: Target['container']): readonly Child[] {
  if (container.kind === 'array')
    return container.items.map((value, index) => ({ name: String(index), start: value.at.start.offset, end: value.at.end.offset, value }))
  return container.members.map(({ key, keyAt, value }) => ({ name: key, start: keyAt.start.offset, end: value.at.end.offset, value }))
}

/** A child goes with the comma and the white space before the next one; the last goes with those after the one before. */
function remove({ children, container }: Target, name: string): Change | undefined {
  const index = children.findIndex((child) => child.name === name)
  const [before, child, next] = [children[index - 1], children[index], children[index + 1]]
  if (child === undefined) return undefined
  if (next !== undefined) return { start: child.start, end: next.start, text: '' }
  if (before !== undefined) return { start: before.end, end: child.end, text: '' }
  return { start: container.at.start.offset + 1, end: container.at.end.offset - 1, text: '' }
}

function add(target: Target, name: string, value: unknown): Change | undefined {
  const { children, container, layout } = target
  const index = container.kind === 'object' || name === '-' ? children.length : Number(name)
  const isTaken = container.kind === 'object' && children.some((child) => child.name === name)
  if (isTaken || !Number.isInteger(index) || index < 0 || index > children.length) return undefined
  const key = container.kind === 'object' ? `${JSON.stringify(name)}:${layout.gap}` : ''
  if (children.length === 0) return fill(target, key, value)
  const rendered = key + renderJson(value, layout, childIndent(target), siblingsAreInline(target))
  const between = isOnOneLine(target) ? layout.gap : layout.newline + childIndent(target)
  const next = children[index]
  if (next !== undefined) return { start: next.start, end: next.start, text: `${rendered},${between}` }
  const end = children.at(-1)?.end ?? container.at.end.offset
  return { start: end, end, text: `,${between}${rendered}` }
}

/** The first child of an empty container. */
function fill({ text, layout, container }: Target, key: string, value: unknown): Change {
  const indent = indentAt(text, container.at.start.offset)
  const inner = indent + layout.unit
  const padding = container.kind === 'object' ? layout.padding : ''
  const inline = !layout.isMultiline || (container.kind === 'array' && layout.listsInline && (typeof value !== 'object' || value === null))
  const filling = inline
    ? padding + key + renderJson(value, layout, indent, true) + padding
    : layout.newline + inner + key + renderJson(value, layout, inner, false) + layout.newline + indent
  return { start: container.at.start.offset + 1, end: container.at.end.offset - 1, text: filling }
}

const isOnOneLine = ({ text, container, children }: Target): boolean =>
  !text.slice(container.at.start.offset, children[0]?.start).includes('\n')

/** New containers stand on one line among siblings that all do. */
function siblingsAreInline(target: Target): boolean {
  const containers = target.children.map(({ value }) => value).filter(({ kind }) => kind === 'array' || kind === 'object')
  return isOnOneLine(target) || (containers.length > 0 && containers.every(isInline))
}

function childIndent({ text, children }: Target): string {
  return indentAt(text, children[0]?.start ?? 0)
}

/** The white space with which the line of an offset begins. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}
