import type { PolicyEvaluationDecisionType } from '@aws-sdk/client-iam'
import { authorize } from '../../engine/authorize.ts'
import type { ConditionTrace, Decision, ElementTrace, LayerName, LayerTrace, StatementTrace } from '../../engine/decision.ts'
import type { AttachedPolicy, PolicySet } from '../../engine/policy-set.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import { parseArn } from '../../policy/arn.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { firstOfEach } from './first-of-each.ts'
import type { SimulatedPolicy, Simulation } from './simulation.ts'
import { type Position, statementPosition } from './statement-position.ts'

export interface MatchedStatement {
  readonly SourcePolicyId: string
  /** So it is recorded in many reports, though the model has other values. */
  readonly SourcePolicyType: 'IAM Policy' | 'Resource Policy'
  readonly StartPosition: Position
  readonly EndPosition: Position
}

export interface Details {
  readonly MatchedStatements: readonly MatchedStatement[]
  readonly MissingContextValues: readonly string[]
  readonly PermissionsBoundaryDecisionDetail?: { readonly AllowedByPermissionsBoundary: boolean } | undefined
  readonly EvalDecisionDetails?: Readonly<Record<string, PolicyEvaluationDecisionType>> | undefined
}

export interface ResourceResult extends Details {
  readonly EvalResourceName: string
  readonly EvalResourceDecision: PolicyEvaluationDecisionType
}

/** Decides the action on one resource. */
export function simulateResource(
  simulation: Simulation,
  action: string,
  resource: string,
): { readonly result: ResourceResult; readonly trace: Decision } {
  const { caller, callerAccount, context } = simulation
  const owner = ownerOf(resource) ?? simulation.resourceOwner ?? callerAccount
  const request = { principal: caller, action, resource, resourceAccount: owner, context }
  const trace = authorize(request, policySet(simulation, action, owner))
  const boundary = trace.because.find(({ layer }) => layer === 'permissionsBoundary')
  const result = {
    EvalResourceName: resource,
    EvalResourceDecision: trace.outcome,
    MatchedStatements: matchedStatements(simulation, trace),
    MissingContextValues: missingKeys(trace.because.filter(({ layer }) => reported.has(layer))),
    PermissionsBoundaryDecisionDetail: boundary && { AllowedByPermissionsBoundary: boundary.outcome === 'allowed' },
    EvalDecisionDetails: owner === callerAccount ? {} : crossAccountDetails(trace),
  }
  return { result, trace }
}

/** Statements and context keys are reported of these policies alone. */
const reported: ReadonlySet<LayerName> = new Set(['identity', 'resource'])

function ownerOf(resource: string): AccountId | undefined {
  const owner = parseAccountId(parseArn(resource)?.account ?? '')
  return owner.ok ? owner.value : undefined
}

function policySet({ identity, boundary, serviceControl, resource }: Simulation, action: string, owner: AccountId): PolicySet {
  const attached = ({ id, policy }: SimulatedPolicy): AttachedPolicy => ({ name: id, policy })
  const ofResource = resource === undefined ? trustsTheAccount(action, owner) : attached(resource)
  return {
    identity: identity.map(attached),
    ...(ofResource === undefined ? {} : { resource: ofResource }),
    ...(boundary === undefined ? {} : { permissionsBoundary: attached(boundary) }),
    ...(serviceControl === undefined ? {} : { serviceControl: serviceControl.map((level) => level.map(attached)) }),
  }
}

/**
 * Roles and keys give nothing without a policy of their own. The simulator does not fetch it, and decides as if it left the decision to the account
 * (github.com/aws/aws-cli/issues/10314 shows it for roles; for keys it is inferred).
 */
function trustsTheAccount(action: string, owner: AccountId): AttachedPolicy | undefined {
  if (!/^(?:sts|kms):/i.test(action)) return undefined
  const Statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${owner}:root` }, Action: '*', Resource: '*' }
  const policy = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement }), 'policy.json', 'resource')
  if (!policy.ok) throw new Error('internal error: a policy of the simulator does not parse')
  return { name: 'none', policy: policy.value }
}

function matchedStatements({ identity, resource }: Simulation, { outcome, because }: Decision): readonly MatchedStatement[] {
  const effect = outcome === 'allowed' ? 'Allow' : outcome === 'explicitDeny' ? 'Deny' : undefined
  return because
    .filter(({ layer }) => reported.has(layer))
    .flatMap(({ layer, because: policies }) =>
      policies.flatMap(({ because: statements }, index) => {
        const source = layer === 'identity' ? identity[index] : resource
        if (source === undefined) return []
        const matched = statements.filter((statement) => statement.applies && statement.effect === effect)
        return matched.map((statement) => ({
          SourcePolicyId: source.id,
          SourcePolicyType: layer === 'identity' ? ('IAM Policy' as const) : ('Resource Policy' as const),
          ...statementPosition(source, statement.index),
        }))
      }),
    )
}

/** Keys that a statement about this action asks for and the simulation was not told. */
function missingKeys(layers: readonly LayerTrace[]): readonly string[] {
  const statements = layers.flatMap(({ because }) => because.flatMap(({ because: inside }) => inside)).filter(isAboutTheAction)
  return firstOfEach(
    statements.flatMap(({ because }) => because.flatMap(missingIn)),
    (key) => key.toLowerCase(),
  )
}

const isAboutTheAction = ({ because }: StatementTrace): boolean =>
  because.every(({ element, matches }) => matches || !['action', 'notAction', 'principal', 'notPrincipal'].includes(element))

function missingIn(trace: ElementTrace | ConditionTrace): readonly string[] {
  if (trace.node === 'condition') return [...(trace.actual === undefined ? [trace.condition.key] : []), ...trace.unresolved]
  return !trace.matches && trace.why.code === 'variableUnresolved' ? trace.why.variables : []
}

/** The names of the entries are inferred. */
function crossAccountDetails({ because }: Decision): Readonly<Record<string, PolicyEvaluationDecisionType>> {
  const outcome = (wanted: LayerName): PolicyEvaluationDecisionType =>
    because.find(({ layer }) => layer === wanted)?.outcome ?? 'implicitDeny'
  return { 'IAM Policy': outcome('identity'), 'Resource Policy': outcome('resource') }
}
