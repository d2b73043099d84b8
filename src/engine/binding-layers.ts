import type { ExceptionName } from './exception-rules.ts'
import * as exempt from './exceptions.ts'
import type { Layer } from './layer.ts'
import type { RequestFacts } from './request-facts.ts'

/** The layers that have a say, and the exceptions that left others out. */
export interface BindingLayers {
  /** All of them, in the order in which AWS reports them. */
  readonly layers: readonly Layer[]
  /** Layers that limit and never grant, for a whole account or endpoint. RCPs are not here: one that does not deny allows. */
  readonly guardrails: readonly Layer[]
  readonly resource: readonly Layer[]
  /** Identity policies, permissions boundary and session policies. */
  readonly caller: readonly Layer[]
  readonly exceptions: readonly ExceptionName[]
}

/**
 * Which policies have a say at all.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function bindingLayers(all: BindingLayers, facts: RequestFacts): BindingLayers {
  const { hasResourceControl, hasServiceControl } = facts.policies
  const resourceControl = hasResourceControl ? resourceControlExemption(facts) : undefined
  const serviceControl = hasServiceControl ? serviceControlExemption(facts) : undefined
  const nobody = exempt.callerHasNoAccount(facts)
  if (resourceControl === undefined && serviceControl === undefined && !nobody) return all
  const exceptions = [resourceControl, serviceControl].filter((exemption) => exemption !== undefined)
  const binds = ({ layer }: Layer): boolean => {
    if (layer === 'resourceControl') return resourceControl === undefined
    if (layer === 'serviceControl') return serviceControl === undefined
    return !nobody || layer === 'resource' || layer === 'vpcEndpoint'
  }
  return sortOut(all.layers.filter(binds), [...new Set(exceptions)])
}

/** Why RCPs do not bind, by the name of the exception. */
function resourceControlExemption(facts: RequestFacts): ExceptionName | undefined {
  if (exempt.serviceLinkedRoleIsExempt(facts)) return 'serviceLinkedRoleIsExempt'
  if (exempt.serviceIsOutsideResourceControl(facts)) return 'serviceIsOutsideResourceControl'
  return exempt.retireGrantIsOutsideResourceControl(facts) ? 'retireGrantIsOutsideResourceControl' : undefined
}

/** Why SCPs do not bind, by the name of the exception. */
function serviceControlExemption(facts: RequestFacts): ExceptionName | undefined {
  if (exempt.serviceLinkedRoleIsExempt(facts)) return 'serviceLinkedRoleIsExempt'
  if (exempt.callerHasNoAccount(facts)) return 'callerHasNoAccount'
  return exempt.serviceIsOutsideServiceControl(facts) ? 'serviceIsOutsideServiceControl' : undefined
}

/** Layers by the part they have. */
export const sortOut = (layers: readonly Layer[], exceptions: readonly ExceptionName[]): BindingLayers => ({
  layers,
  guardrails: layers.filter(({ layer }) => layer === 'serviceControl' || layer === 'vpcEndpoint'),
  resource: layers.filter(({ layer }) => layer === 'resource'),
  caller: layers.filter(({ layer }) => layer === 'identity' || layer === 'permissionsBoundary' || layer === 'session'),
  exceptions,
})
