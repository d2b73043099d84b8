import { stringify } from 'yaml'
import { plain } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import type { PolicyFile } from '../fixture/fixture.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import type { Change, JsonValue } from './edit.ts'
import { type PlacedDocument, policyTypes } from './placed-document.ts'

/**
 * The document after the changes, as if somebody had saved it in an editor.
 *
 * INVARIANT: edits lead from one valid policy to another; whoever makes one that does not has a bug.
 */
export function editDocument({ file, place }: PlacedDocument, changes: readonly Change[]): PolicyFile {
  return readDocument(place.kind, file, editText(file, changes))
}

/** A document that was not there before. */
export const newDocument = (kind: PlacedDocument['place']['kind'], file: string, document: JsonValue): PolicyFile =>
  readDocument(kind, { file, format: 'json' }, formatJson(document))

export const formatJson = (document: JsonValue): string => `${JSON.stringify(document, undefined, 2)}\n`

function readDocument(
  kind: PlacedDocument['place']['kind'],
  { file, format }: Pick<PolicyFile, 'file' | 'format'>,
  text: string,
): PolicyFile {
  const root = format === 'json' ? parseJson(text, file) : parseYaml(text, file)
  const policy = root.ok ? parsePolicy(root.value, policyTypes[kind]) : root
  if (!policy.ok)
    throw new Error(`internal error: an edit broke ${file}: ${policy.error.map(({ message }) => message).join('; ')}\n${text}`)
  return { file, format, text, policy: policy.value }
}

/** The value that a document holds. */
export function jsonOfDocument({ file, format, text }: PolicyFile): JsonValue {
  const root = format === 'json' ? parseJson(text, file) : parseYaml(text, file)
  if (!root.ok) throw new Error(`internal error: ${file} was read before and now is not`)
  return JSON.parse(JSON.stringify(plain(root.value)))
}

function editText(file: PolicyFile, changes: readonly Change[]): string {
  const edited = applyChanges(jsonOfDocument(file), changes)
  return file.format === 'json' ? formatJson(edited) : stringify(edited)
}

/** Applies the changes to a value; what is removed is taken out last and from the end, so that every pointer still holds. */
export function applyChanges(root: JsonValue, changes: readonly Change[]): JsonValue {
  const removals = changes.filter(({ change }) => change === 'remove').sort((a, b) => comparePointers(b.pointer, a.pointer))
  return [...changes.filter(({ change }) => change !== 'remove'), ...removals].reduce(
    (value, change) => applyAt(value, pathOf(change.pointer), change),
    root,
  )
}

function applyAt(value: JsonValue | undefined, path: readonly string[], change: Change): JsonValue {
  const [head, ...tail] = path
  if (head === undefined) return changed(value, change)
  const removes = change.change === 'remove' && tail.length === 0
  if (isList(value)) {
    const index = Number(head)
    return removes ? value.toSpliced(index, 1) : value.with(index, applyAt(value[index], tail, change))
  }
  const object = isObject(value) ? value : {}
  if (!removes) return { ...object, [head]: applyAt(object[head], tail, change) }
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== head))
}

function changed(value: JsonValue | undefined, change: Change): JsonValue {
  if (change.change === 'set') return change.value
  if (change.change === 'remove') return null
  if (value === undefined) return [change.value]
  return isList(value) ? [...value, change.value] : [value, change.value]
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)
const isObject = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

/** One part of a pointer. */
export const pointerPart = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

function comparePointers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
