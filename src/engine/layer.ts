import type { Effect } from '../policy/policy.ts'
import { applyStatement, type CompiledStatement, statementsOf, traceStatement } from './compiled-statement.ts'
import type { LayerName, LayerTrace, Outcome, StatementTrace } from './decision.ts'
import {
  callerHasNoAccount,
  retireGrantIsOutsideResourceControl,
  serviceIsOutsideResourceControl,
  serviceIsOutsideServiceControl,
  serviceLinkedRoleIsExempt,
} from './exceptions.ts'
import type { PrincipalMatch } from './match-principal.ts'
import type { AttachedPolicy, PolicySet } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'

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
  const exceptions: string[] = []
  const binds = (attached: unknown, exempt: readonly (readonly [string, boolean])[]): boolean => {
    const reason = attached === undefined ? undefined : exempt.find(([, applies]) => applies)
    if (reason !== undefined) exceptions.push(reason[0])
    return attached !== undefined && reason === undefined
  }
  const layers: Layer[] = []
  const serviceLinked = ['serviceLinkedRoleIsExempt', serviceLinkedRoleIsExempt(facts)] as const
  const outsideRcp = [
    serviceLinked,
    ['serviceIsOutsideResourceControl', serviceIsOutsideResourceControl(facts)],
    ['retireGrantIsOutsideResourceControl', retireGrantIsOutsideResourceControl(facts)],
  ] as const
  if (binds(policies.resourceControl, outsideRcp)) layers.push(...levels('resourceControl', policies.resourceControl))
  const outsideScp = [
    serviceLinked,
    ['callerHasNoAccount', callerHasNoAccount(facts)],
    ['serviceIsOutsideServiceControl', serviceIsOutsideServiceControl(facts)],
  ] as const
  if (binds(policies.serviceControl, outsideScp)) layers.push(...levels('serviceControl', policies.serviceControl))
  if (policies.vpcEndpoint !== undefined) layers.push({ layer: 'vpcEndpoint', policies: [policies.vpcEndpoint] })
  if (policies.resource !== undefined) layers.push({ layer: 'resource', policies: [policies.resource] })
  if (!callerHasNoAccount(facts)) layers.push(...layersOfCaller(policies))
  return { layers, exceptions: [...new Set(exceptions)] }
}

function layersOfCaller({ identity, permissionsBoundary, session }: PolicySet): readonly Layer[] {
  const boundary = permissionsBoundary === 'deleted' ? [] : permissionsBoundary === undefined ? undefined : [permissionsBoundary]
  return [
    { layer: 'identity', policies: identity },
    ...(boundary === undefined ? [] : [{ layer: 'permissionsBoundary', policies: boundary } as const]),
    ...(session === undefined ? [] : [{ layer: 'session', policies: session } as const]),
  ]
}

const levels = (layer: LayerName, attached: PolicySet['serviceControl']): readonly Layer[] =>
  (attached ?? []).map((policies, level) => ({ layer, level, policies }))

/** The statements of one effect that apply; the search ends when one is `enough`. */
export function findApplying(layer: Layer, effect: Effect, facts: RequestFacts, enough: (applied: Applied) => boolean): readonly Applied[] {
  const found: Applied[] = []
  for (const [policy, { policy: document }] of layer.policies.entries()) {
    for (const statement of statementsOf(document)) {
      if (statement.statement.effect !== effect) continue
      const principal = applyStatement(statement, facts, layer.layer)
      if (principal === undefined) continue
      const applied = { layer, policy, statement, principal }
      found.push(applied)
      if (enough(applied)) return found
    }
  }
  return found
}

/** Every statement of the layer with its reasons. */
export function traceLayer(layer: Layer, facts: RequestFacts): LayerTrace {
  const because = layer.policies.map(({ name, arn, policy }) => ({
    node: 'policy' as const,
    name,
    ...(arn === undefined ? {} : { arn }),
    because: statementsOf(policy).map((statement) => traceStatement(statement, facts, layer.layer)),
  }))
  return {
    node: 'layer',
    layer: layer.layer,
    ...(layer.level === undefined ? {} : { level: layer.level }),
    outcome: layerOutcome(
      layer.layer,
      because.flatMap((policy) => policy.because),
    ),
    because,
  }
}

/**
 * What the statements of a layer come to. RCPFullAWSAccess is attached at every level and cannot be detached, so an RCP only ever denies.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export function layerOutcome(layer: LayerName, statements: readonly Pick<StatementTrace, 'applies' | 'effect'>[]): Outcome {
  if (statements.some(({ applies, effect }) => applies && effect === 'Deny')) return 'explicitDeny'
  if (layer === 'resourceControl') return 'allowed'
  return statements.some(({ applies, effect }) => applies && effect === 'Allow') ? 'allowed' : 'implicitDeny'
}
