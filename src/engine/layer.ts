import type { Effect } from '../policy/policy.ts'
import { applyStatement, type CompiledStatement, traceStatement } from './compiled-statement.ts'
import type { LayerName, LayerTrace, Outcome, PolicyTrace } from './decision.ts'
import * as exempt from './exceptions.ts'
import type { PrincipalMatch } from './match-principal.ts'
import type { AttachedPolicy, PolicySet } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'
import { indexOf, visitCandidates } from './statement-index.ts'

/** The policies of one type; SCPs and RCPs have one layer a level. */
export interface Layer {
  readonly layer: LayerName
  readonly level?: number
  readonly policies: readonly AttachedPolicy[]
}

/** A statement that applies, where it stands, and how it names the caller. */
export interface Applied {
  readonly layer: Layer
  /** Position of the policy in its layer. */
  readonly policy: number
  readonly statement: CompiledStatement
  readonly principal: PrincipalMatch
}

/** The layers of a policy set, in the order in which AWS reports them, and the exceptions that left some out. */
export interface BindingLayers {
  readonly layers: readonly Layer[]
  readonly exceptions: readonly string[]
}

/**
 * Which policies have a say at all.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function bindingLayers(policies: PolicySet, facts: RequestFacts): BindingLayers {
  const { resourceControl, serviceControl, vpcEndpoint, resource } = policies
  const layers: Layer[] = []
  const exceptions: string[] = []
  const addLevels = (layer: LayerName, attached: PolicySet['serviceControl'], exemption: string | undefined): void => {
    if (attached === undefined) return
    if (exemption !== undefined) exceptions.push(exemption)
    else for (const [level, list] of attached.entries()) layers.push({ layer, level, policies: list })
  }
  addLevels('resourceControl', resourceControl, resourceControl && resourceControlExemption(facts))
  addLevels('serviceControl', serviceControl, serviceControl && serviceControlExemption(facts))
  if (vpcEndpoint !== undefined) layers.push({ layer: 'vpcEndpoint', policies: [vpcEndpoint] })
  if (resource !== undefined) layers.push({ layer: 'resource', policies: [resource] })
  if (!exempt.callerHasNoAccount(facts)) addCallerLayers(layers, policies)
  return { layers, exceptions: exceptions.length === 2 && exceptions[0] === exceptions[1] ? exceptions.slice(1) : exceptions }
}

/** Why RCPs do not bind, by the name of the exception. */
function resourceControlExemption(facts: RequestFacts): string | undefined {
  if (exempt.serviceLinkedRoleIsExempt(facts)) return 'serviceLinkedRoleIsExempt'
  if (exempt.serviceIsOutsideResourceControl(facts)) return 'serviceIsOutsideResourceControl'
  return exempt.retireGrantIsOutsideResourceControl(facts) ? 'retireGrantIsOutsideResourceControl' : undefined
}

/** Why SCPs do not bind, by the name of the exception. */
function serviceControlExemption(facts: RequestFacts): string | undefined {
  if (exempt.serviceLinkedRoleIsExempt(facts)) return 'serviceLinkedRoleIsExempt'
  if (exempt.callerHasNoAccount(facts)) return 'callerHasNoAccount'
  return exempt.serviceIsOutsideServiceControl(facts) ? 'serviceIsOutsideServiceControl' : undefined
}

function addCallerLayers(layers: Layer[], { identity, permissionsBoundary, session }: PolicySet): void {
  layers.push({ layer: 'identity', policies: identity })
  if (permissionsBoundary !== undefined)
    layers.push({ layer: 'permissionsBoundary', policies: permissionsBoundary === 'deleted' ? [] : [permissionsBoundary] })
  if (session !== undefined) layers.push({ layer: 'session', policies: session })
}

/** The statements of one effect that apply, in their order; the search ends when one is `enough`. */
export function findApplying(layer: Layer, effect: Effect, facts: RequestFacts, enough: (applied: Applied) => boolean): readonly Applied[] {
  const found: Applied[] = []
  let policy = 0
  const visit = (statement: CompiledStatement): boolean => {
    const principal = applyStatement(statement, facts, layer.layer)
    if (principal === undefined) return false
    const applied = { layer, policy, statement, principal }
    found.push(applied)
    return enough(applied)
  }
  for (; policy < layer.policies.length; policy += 1) {
    const attached = layer.policies[policy]
    if (attached !== undefined && visitCandidates(indexOf(attached.policy), effect, facts.action, facts.request.resource, visit)) break
  }
  return found.length > 1 ? inOrder(found) : found
}

/** An index finds statements in its own order, and one of several resources more than once. */
function inOrder(found: readonly Applied[]): readonly Applied[] {
  const sorted = found.toSorted((a, b) => a.policy - b.policy || a.statement.position - b.statement.position)
  return sorted.filter(
    (applied, place) => place === 0 || applied.statement !== sorted[place - 1]?.statement || applied.policy !== sorted[place - 1]?.policy,
  )
}

/** Every statement of the layer with its reasons. */
export function traceLayer({ layer, level, policies }: Layer, facts: RequestFacts): LayerTrace {
  const because = policies.map((attached) => tracePolicy(attached, facts, layer))
  const outcome = layerOutcome(layer, because)
  return level === undefined ? { node: 'layer', layer, outcome, because } : { node: 'layer', layer, level, outcome, because }
}

function tracePolicy({ name, arn, policy }: AttachedPolicy, facts: RequestFacts, layer: LayerName): PolicyTrace {
  const because = indexOf(policy).statements.map((statement) => traceStatement(statement, facts, layer))
  return arn === undefined ? { node: 'policy', name, because } : { node: 'policy', name, arn, because }
}

/**
 * What the statements of a layer come to. RCPFullAWSAccess is attached at every level and cannot be detached, so an RCP only ever denies.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function layerOutcome(layer: LayerName, policies: readonly PolicyTrace[]): Outcome {
  const has = (wanted: Effect): boolean =>
    policies.some(({ because }) => because.some(({ applies, effect }) => applies && effect === wanted))
  if (has('Deny')) return 'explicitDeny'
  return layer === 'resourceControl' || has('Allow') ? 'allowed' : 'implicitDeny'
}
