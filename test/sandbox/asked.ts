import { type ActionReference, findAction, isKey } from '../../src/policy/reference.ts'
import { mayNameResource } from '../../src/policy/resource-format.ts'
import type { OnDecision } from '../../src/sandbox/authorize-call.ts'

/** One permission that an operation asked for. */
export type Asked = Pick<Parameters<OnDecision>[0], 'call' | 'request'>

export function actionOf({ request: { action } }: Asked): ActionReference {
  const reference = findAction(action)
  if (reference === undefined) throw new Error(`AWS has no action ${action}`)
  return reference
}

/** Resources and keys, of those that the service lists with its actions, that AWS does not have with the action. */
export const strays = (asked: readonly Asked[]): readonly string[] =>
  unique(
    asked.flatMap((one) => {
      const action = actionOf(one)
      const { resource, context } = one.request
      const keys = [...context.keys()].filter((key) => isListed(key, action) && !action.conditionKeys.some((sent) => isKey(sent, key)))
      return [...(isAuthorizedOn(action, resource) ? [] : [resource]), ...keys].map((what) => `${action.action} ${what}`)
    }),
  )

const isAuthorizedOn = ({ resourceTypes }: ActionReference, resource: string): boolean =>
  resourceTypes.length === 0 ? resource === '*' : resourceTypes.some(({ type }) => mayNameResource(resource, type.arn))

const isListed = (key: string, { service }: ActionReference): boolean =>
  key.toLowerCase().startsWith(`${service}:`) || /^aws:(?:ResourceTag\/|RequestTag\/|TagKeys$)/i.test(key)

/** Keys that AWS sends with an action, and no operation that asked for it sent. */
export function unsent(asked: readonly Asked[]): readonly string[] {
  const sent = new Map<string, Set<string>>()
  for (const { request } of asked) sent.set(request.action, new Set([...(sent.get(request.action) ?? []), ...request.context.keys()]))
  return unique(
    asked.map(actionOf).flatMap(({ action, conditionKeys }) => {
      const keys = [...(sent.get(action) ?? [])]
      return conditionKeys.filter((listed) => !keys.some((key) => isKey(listed, key))).map(({ key }) => `${action} ${key}`)
    }),
  )
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted()
