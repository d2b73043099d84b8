import type { LayerName } from './decision.ts'
import type { ExceptionName } from './exception-rules.ts'
import * as exempt from './exceptions.ts'
import type { Layer } from './layer.ts'
import type { AttachedPolicy, PolicySet } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'
import { indexStatements } from './statement-index.ts'

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
export function bindingLayers(policies: PolicySet, facts: RequestFacts): BindingLayers {
  const all = layersAbout(policies, facts.action)
  const resourceControl = policies.resourceControl && resourceControlExemption(facts)
  const serviceControl = policies.serviceControl && serviceControlExemption(facts)
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

/** How many actions are remembered for one policy set. */
const mostActions = 256

const known = new WeakMap<PolicySet, Map<string, BindingLayers>>()

/** All layers of a policy set, with their statements about an action; asked again, they are at hand. A policy set never changes. */
function layersAbout(policies: PolicySet, action: string): BindingLayers {
  const byAction = known.get(policies) ?? new Map<string, BindingLayers>()
  const found = byAction.get(action)
  if (found !== undefined) return found
  if (byAction.size >= mostActions) byAction.clear()
  const layers = sortOut(allLayers(policies, action), [])
  byAction.set(action, layers)
  known.set(policies, byAction)
  return layers
}

function allLayers(policies: PolicySet, action: string): readonly Layer[] {
  const { resourceControl, serviceControl, vpcEndpoint, resource, identity, permissionsBoundary, session } = policies
  const layers: Layer[] = []
  const add = (layer: LayerName, attached: readonly AttachedPolicy[], level?: number): void => {
    const common = { layer, place: layers.length, policies: attached, index: indexStatements(attached, action) }
    layers.push(level === undefined ? common : { ...common, level })
  }
  for (const [level, attached] of (resourceControl ?? []).entries()) add('resourceControl', attached, level)
  for (const [level, attached] of (serviceControl ?? []).entries()) add('serviceControl', attached, level)
  if (vpcEndpoint !== undefined) add('vpcEndpoint', [vpcEndpoint])
  if (resource !== undefined) add('resource', [resource])
  add('identity', identity)
  if (permissionsBoundary !== undefined) add('permissionsBoundary', permissionsBoundary === 'deleted' ? [] : [permissionsBoundary])
  if (session !== undefined) add('session', session)
  return layers
}

const sortOut = (layers: readonly Layer[], exceptions: readonly ExceptionName[]): BindingLayers => ({
  layers,
  guardrails: layers.filter(({ layer }) => layer === 'serviceControl' || layer === 'vpcEndpoint'),
  resource: layers.filter(({ layer }) => layer === 'resource'),
  caller: layers.filter(({ layer }) => layer === 'identity' || layer === 'permissionsBoundary' || layer === 'session'),
  exceptions,
})
