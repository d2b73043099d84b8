import type { ConditionTrace } from '../engine/decision.ts'
import type { Need } from '../fixture/need.ts'
import { findAction, isKey } from '../policy/reference.ts'
import type { Absence, Cause, Decided, Miss } from './cause.ts'
import type { PlacedStatement } from './placed-document.ts'
import { relateAction } from './relate-action.ts'
import { coversResource, type ResourceRelation, relateResource } from './relate-resource.ts'

/** How the resources of the statement stand to the wanted one, where they are what misses. */
export function missedResource({ element, placed, need }: Miss): ResourceRelation | undefined {
  if (element.element !== 'resource' && element.element !== 'notResource') return undefined
  const { resource } = placed.statement
  return resource === undefined ? undefined : relateResource(resource, need.resource, placed.document.file.policy.version)
}

/** The text that was meant to be the wanted action, where it is no action at all. */
export function misspeltAction({ element, placed, need }: Miss): string | undefined {
  if (element.element !== 'action') return undefined
  const relation = relateAction(placed.statement.action, need.action)
  return relation.relation === 'misspelt' ? relation.pattern.text : undefined
}

export type ConditionMiss = Miss & { readonly element: ConditionTrace & { readonly matches: false } }

export const isConditionMiss = (miss: Miss): miss is ConditionMiss => miss.element.element === 'condition'

/** Whether a condition is on a key, whatever its case. */
export const isOnKey = ({ condition }: ConditionTrace, ...keys: readonly string[]): boolean => keys.includes(condition.key.toLowerCase())

/** Whether requests for the action never send the key of the condition. */
export function neverSends(action: string, key: string): boolean {
  const reference = findAction(action)
  const [prefix = ''] = key.toLowerCase().split(':')
  return reference !== undefined && prefix === reference.service && !reference.conditionKeys.some((known) => isKey(known, key))
}

/**
 * Whether nothing was meant to give the permission: no statement is about it, those that are leave it out by `Not…`, or they are about another
 * bucket or key for reasons of their own.
 */
export function isAbsent(cause: Absence | Miss): boolean {
  if (cause.cause === 'absence') return true
  const { element } = cause.element
  if (element === 'notAction' || element === 'notResource') return true
  const relation = missedResource(cause)?.relation
  return relation === 'otherBucket' || (relation === 'otherOfItsKind' && cause.need.action.startsWith('kms:'))
}

/** Whether the policies of the identity itself have an Allow for it, whatever is denied besides. */
export const isGiven = ({ decision }: Pick<Decided, 'decision'>): boolean =>
  decision.because
    .filter(({ layer }) => layer === 'identity')
    .some(({ because }) => because.some((policy) => policy.because.some(({ effect, applies }) => effect === 'Allow' && applies)))

/** The needs that a statement helps to grant. */
export const servedBy = (decided: readonly Decided[], { document, statement }: PlacedStatement): readonly Need[] =>
  decided
    .filter(({ decision }) =>
      decision.by.some(
        (reason) =>
          reason.reason === 'allow' && reason.statement.at.file === document.file.file && reason.statement.index === statement.index,
      ),
    )
    .map(({ need }) => need)

/** Whether a statement gives some need its permission through one of its resource patterns. */
export const servesByPattern = (decided: readonly Decided[], placed: PlacedStatement, pattern: string): boolean =>
  servedBy(decided, placed).some(({ resource }) => coversResource(pattern, resource))

/** Whether every one of the needs is among the causes' needs. */
export const coversAll = (decided: readonly Decided[], causes: readonly Cause[]): boolean => {
  const stopped = new Set(causes.map(({ need }) => need))
  return decided.every(({ need }) => stopped.has(need))
}
