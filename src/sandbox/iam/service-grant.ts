import { compileAction, matchesAction } from '../../engine/match-action.ts'
import type { Policy, Statement } from '../../policy/policy.ts'
import { findService, servicePrefixes } from '../../policy/reference.ts'

/**
 * Whether the policies let somebody call any action of a service, on whatever resource and under whatever condition.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html
 */
export function grantsService(policies: readonly Policy[], namespace: string): boolean {
  const statements = policies.flatMap((policy) => policy.statements)
  const allows = statements.filter(({ effect }) => effect === 'Allow').map(({ action }) => compileAction(action))
  const denies = statements.filter(deniesAll).map(({ action }) => compileAction(action))
  const actions = [...(findService(namespace)?.actions.values() ?? [])].map(({ action }) => action.toLowerCase())
  return actions.some(
    (action) => allows.some((allow) => matchesAction(allow, action)) && !denies.some((deny) => matchesAction(deny, action)),
  )
}

/** Leaves nothing of its actions. */
const deniesAll = ({ effect, resource, conditions }: Statement): boolean =>
  effect === 'Deny' && conditions.length === 0 && resource?.element === 'Resource' && resource.patterns.some(({ text }) => text === '*')

/** The services that the policies grant, in alphabetical order. */
export const grantedServices = (policies: readonly Policy[]): readonly string[] =>
  servicePrefixes.filter((prefix) => grantsService(policies, prefix)).toSorted()
