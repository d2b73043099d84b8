import { isSeq, parseDocument } from 'yaml'
import { type Located, plain } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import { pointerTokens, valueAt } from '../base/pointer.ts'
import { type Edit as Splice, splice } from '../base/splice.ts'
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

/** The layout and the comments of the text stay. */
function editText(file: PolicyFile, changes: readonly Change[]): string {
  const edits = inOrder(changes)
  return file.format === 'json' ? edits.reduce(editJson(file.file), file.text) : editYaml(file.text, edits)
}

/** What is removed is taken out last and from the end, so that every pointer still holds. */
function inOrder(changes: readonly Change[]): readonly Change[] {
  const removals = changes.filter(({ change }) => change === 'remove')
  const byPlace = (a: Change, b: Change): number => b.pointer.localeCompare(a.pointer, 'en', { numeric: true })
  return [...changes.filter(({ change }) => change !== 'remove'), ...removals.sort(byPlace)]
}

const editJson =
  (file: string) =>
  (text: string, change: Change): string => {
    const document = parseJson(text, file)
    const before = document.ok ? valueAt(document.value, change.pointer) : undefined
    const edited = splice(text, [spliceOf(change, before)])
    if (!edited.ok) throw new Error(`internal error: ${file} cannot be changed at ${change.pointer}: ${edited.error.code}`)
    return edited.value
  }

function spliceOf(change: Change, before: Located | undefined): Splice {
  const at = change.pointer
  if (change.change === 'remove') return { edit: 'remove', at }
  if (change.change === 'set') return { edit: before === undefined ? 'add' : 'replace', at, value: change.value }
  if (before === undefined) return { edit: 'add', at, value: [change.value] }
  if (before.kind === 'array') return { edit: 'add', at: `${at}/-`, value: change.value }
  return { edit: 'replace', at, value: [plain(before), change.value] }
}

function editYaml(text: string, changes: readonly Change[]): string {
  const document = parseDocument(text)
  for (const change of changes) {
    const path = pointerTokens(change.pointer)
    const before = document.getIn(path)
    if (change.change === 'remove') document.deleteIn(path)
    else if (change.change === 'set') document.setIn(path, document.createNode(change.value))
    else if (isSeq(before)) document.addIn(path, document.createNode(change.value))
    else document.setIn(path, document.createNode(before === undefined ? [change.value] : [before, change.value]))
  }
  return String(document)
}
