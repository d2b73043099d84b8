import { type ActionName, readActionName } from './action-name.ts'
import { type BindingLayers, sortOut } from './binding-layers.ts'
import type { LayerName } from './decision.ts'
import type { Layer } from './layer.ts'
import { type PolicyFacts, policyFactsOf } from './policy-facts.ts'
import type { AttachedPolicy, PolicySet } from './policy-set.ts'
import { indexStatements, statementsOf } from './statement-index.ts'

/** A policy set as one action sees it. */
export interface ActionView {
  readonly name: ActionName
  readonly facts: PolicyFacts
  readonly layers: BindingLayers
}

/** How many actions are remembered for one policy set. */
const mostActions = 256

const known = new WeakMap<PolicySet, Map<string, ActionView>>()

/** The view of an action, however it is spelled; asked again, it is at hand. A policy set never changes. */
export function viewOf(policies: PolicySet, action: string): ActionView {
  const views = known.get(policies)
  const found = views?.get(action)
  if (found !== undefined) return found
  const name = readActionName(action)
  const view = { name, facts: policyFactsOf(policies, name), layers: sortOut(allLayers(policies, name.action), []) }
  if (views === undefined) known.set(policies, new Map([[action, view]]))
  else {
    if (views.size >= mostActions) views.clear()
    views.set(action, view)
  }
  return view
}

function allLayers(policies: PolicySet, action: string): readonly Layer[] {
  const { resourceControl, serviceControl, vpcEndpoint, resource, identity, permissionsBoundary, session } = policies
  const layers: Layer[] = []
  const add = (layer: LayerName, attached: readonly AttachedPolicy[], level?: number): void => {
    const statements = attached.map(({ policy }) => statementsOf(policy))
    const { Allow, Deny } = indexStatements(attached, action)
    layers.push({ layer, level, place: layers.length, policies: attached, statements, allows: Allow, denies: Deny })
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
