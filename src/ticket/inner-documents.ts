import type { Located } from '../base/located.ts'
import type { LocatedObject } from './piece.ts'

/** A document that an object holds, at whatever depth, and the words around it. */
export interface NamedDocument {
  readonly root: LocatedObject
  readonly hint: string
}

const telling: ReadonlySet<string> = new Set([
  'Statement',
  'AssumeRolePolicyDocument',
  'PolicyDocument',
  'RoleDetailList',
  'Role',
  'Policy',
  'Records',
  'eventName',
])

export const isDocument = ({ members }: LocatedObject): boolean => members.some(({ key }) => telling.has(key))

/** The documents inside of an object, with its keys and the names that stand beside them: `{ "name": "trust.json", "content": { … } }`. */
export function documentsIn(root: LocatedObject, hint: string): readonly NamedDocument[] {
  const around = [
    hint,
    ...root.members.flatMap(({ key, value }) => (namesOther.test(key) && value.kind === 'string' ? [value.value.slice(0, 80)] : [])),
  ]
  return root.members.flatMap(({ key, value }) => documentsAt(value, [...around, key].join('\n')))
}

function documentsAt(value: Located, hint: string): readonly NamedDocument[] {
  if (value.kind === 'array') return value.items.flatMap((item) => documentsAt(item, hint))
  if (value.kind !== 'object') return []
  return isDocument(value) ? [{ root: value, hint }] : documentsIn(value, hint)
}

const namesOther = /^(?:file_?)?(?:name|title|label|subject|field|caption)$/i

/** What is left of an object beside the documents in it. */
export const besideDocuments = (root: LocatedObject): LocatedObject => ({
  ...root,
  members: root.members.flatMap(({ value, ...rest }) => {
    const kept = withoutDocuments(value)
    return kept === undefined ? [] : [{ ...rest, value: kept }]
  }),
})

function withoutDocuments(value: Located): Located | undefined {
  if (value.kind === 'array') return { ...value, items: value.items.flatMap((item) => withoutDocuments(item) ?? []) }
  if (value.kind !== 'object') return value
  return isDocument(value) ? undefined : besideDocuments(value)
}
