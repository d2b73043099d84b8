import { formatPointer } from '../base/pointer.ts'
import type { Condition, Text } from '../policy/policy.ts'
import type { Change, Edit, JsonValue } from './edit.ts'
import type { PlacedDocument, PlacedStatement } from './placed-document.ts'

const inDocument = ({ file }: PlacedDocument, changes: readonly Change[]): Edit => ({ edit: 'document', file: file.file, changes })

const set = (placed: PlacedStatement, path: readonly string[], value: JsonValue): Edit =>
  inDocument(placed.document, [{ change: 'set', pointer: pointerOf(placed, path), value }])

const remove = (placed: PlacedStatement, path: readonly string[]): Edit =>
  inDocument(placed.document, [{ change: 'remove', pointer: pointerOf(placed, path) }])

const pointerOf = ({ statement }: PlacedStatement, path: readonly string[]): string => `${statement.at.pointer ?? ''}${formatPointer(path)}`

/** One text stands alone, several in a list. */
const oneOrMany = (texts: readonly string[]): JsonValue => (texts.length === 1 && texts[0] !== undefined ? texts[0] : texts)

const textsOf = (patterns: readonly Text[]): readonly string[] => patterns.map(({ text }) => text)

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** Adds actions to those that are there. */
export const addActions = (placed: PlacedStatement, actions: readonly string[]): Edit =>
  setActions(placed, [...textsOf(placed.statement.action.patterns), ...actions])

/** Puts other actions in the place of some, or takes them away. */
export const replaceActions = (placed: PlacedStatement, instead: ReadonlyMap<string, readonly string[]>): Edit =>
  setActions(
    placed,
    textsOf(placed.statement.action.patterns).flatMap((text) => instead.get(text) ?? [text]),
  )

const setActions = (placed: PlacedStatement, texts: readonly string[]): Edit =>
  set(placed, [placed.statement.action.element], oneOrMany(distinct(texts)))

/** Adds resources to those that are there. */
export const addResources = (placed: PlacedStatement, resources: readonly string[]): Edit =>
  setResources(placed, [...textsOf(placed.statement.resource?.patterns ?? []), ...resources])

/** Puts other resources in the place of those that are chosen. */
export const replaceResources = (placed: PlacedStatement, chosen: (text: string) => boolean, by: readonly string[]): Edit =>
  setResources(
    placed,
    textsOf(placed.statement.resource?.patterns ?? []).flatMap((text) => (chosen(text) ? by : [text])),
  )

/** Writes the resources anew. */
export const setResources = (placed: PlacedStatement, texts: readonly string[]): Edit =>
  set(placed, [placed.statement.resource?.element ?? 'Resource'], oneOrMany(distinct(texts)))

/** Writes an element of a statement, in place of another one where `instead` names it. */
export function setElement(placed: PlacedStatement, element: string, value: JsonValue, instead = element): Edit {
  const changes: readonly Change[] = [{ change: 'set', pointer: pointerOf(placed, [element]), value }]
  return inDocument(
    placed.document,
    instead === element ? changes : [...changes, { change: 'remove', pointer: pointerOf(placed, [instead]) }],
  )
}

/** Takes a statement out of its policy, and the policy away when it was the only one. */
export function removeStatement(placed: PlacedStatement): Edit {
  const { file, place } = placed.document
  return file.policy.statements.length === 1 ? { edit: 'removeDocument', place } : remove(placed, [])
}

/** Adds a statement to the end of a policy. */
export const appendStatement = (document: PlacedDocument, statement: JsonValue): Edit =>
  inDocument(document, [{ change: 'append', pointer: '/Statement', value: statement }])

/** Writes the version of the policy language. */
export const setVersion = (document: PlacedDocument, version: string): Edit =>
  inDocument(document, [{ change: 'set', pointer: '/Version', value: version }])

/** Adds a condition, or values to the one that is there. */
export function addCondition(placed: PlacedStatement, operator: string, key: string, values: readonly string[]): Edit {
  const { conditions, conditionAt } = placed.statement
  const value = oneOrMany(values)
  if (conditionAt === undefined) return set(placed, ['Condition'], { [operator]: { [key]: value } })
  const same = conditions.filter((condition) => condition.operator.text === operator)
  const known = same.find((condition) => condition.key.toLowerCase() === key.toLowerCase())
  if (same.length === 0) return set(placed, ['Condition', operator], { [key]: value })
  if (known === undefined) return set(placed, ['Condition', operator, key], value)
  return setConditionValues(placed, known, distinct([...textsOf(known.values), ...values]))
}

export const setConditionValues = (placed: PlacedStatement, { operator, key }: Condition, values: readonly string[]): Edit =>
  set(placed, ['Condition', operator.text, key], oneOrMany(values))

/** Takes one condition away, and the block with it when nothing is left. */
export function dropCondition(placed: PlacedStatement, { operator, key }: Condition): Edit {
  const { conditions } = placed.statement
  if (conditions.length === 1) return remove(placed, ['Condition'])
  const alone = conditions.filter((other) => other.operator.text === operator.text).length === 1
  return remove(placed, ['Condition', operator.text, ...(alone ? [] : [key])])
}

/** Gives a condition another operator. */
export const changeOperator = (placed: PlacedStatement, condition: Condition, operator: string): Edit =>
  rewriteCondition(placed, condition, { operator, key: condition.key })

/** Gives a condition another key. */
export const changeKey = (placed: PlacedStatement, condition: Condition, key: string): Edit =>
  rewriteCondition(placed, condition, { operator: condition.operator.text, key })

function rewriteCondition(placed: PlacedStatement, condition: Condition, to: { readonly operator: string; readonly key: string }): Edit {
  const block = new Map<string, Readonly<Record<string, JsonValue>>>()
  for (const one of placed.statement.conditions) {
    const { operator, key } = one === condition ? to : { operator: one.operator.text, key: one.key }
    block.set(operator, { ...block.get(operator), [key]: oneOrMany(textsOf(one.values)) })
  }
  return set(placed, ['Condition'], Object.fromEntries(block))
}
