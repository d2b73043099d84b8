import { err, ok, type Result } from '../base/result.ts'
import { authorize, decideOutcome } from '../engine/authorize.ts'
import type { Decision } from '../engine/decision.ts'
import { denialMessage, s3Detail } from '../engine/denial-message.ts'
import type { PolicySet } from '../engine/policy-set.ts'
import type { Request } from '../engine/request.ts'
import type { CallerFacts } from '../engine/request-context.ts'
import { AskedRequest } from './asked-request.ts'
import { attachedPolicies } from './attached-policies.ts'
import { callContext, callerFacts, type UnauthorizedCall } from './call-context.ts'
import type { AwsError } from './error.ts'
import type { Call, Permission } from './operation.ts'
import { rememberedPolicies } from './remembered-policies.ts'
import type { Stores } from './stores.ts'
import { unauthorizedOperation } from './unauthorized-operation.ts'

/** What the sandbox tells of each decision, to whoever asked to be told. */
export interface DecisionRecord {
  readonly call: Pick<Call, 'service' | 'operation' | 'requestId' | 'caller' | 'now'>
  readonly request: Request
  readonly decision: Decision
}

export type OnDecision = (record: DecisionRecord) => void

/** Puts the permissions of one call to the engine, with the policies as they are now. */
export function createPermits(
  call: UnauthorizedCall,
  stores: Stores,
  onDecision: OnDecision | undefined,
): (permission: Permission) => Result<void, AwsError> {
  let facts: CallerFacts | undefined
  let brought: ReturnType<typeof attachedPolicies> | undefined
  const permits = (permission: Permission): Result<void, AwsError> => {
    const first = permission.through === undefined ? ok(undefined) : permits(refusedAs(permission, permission.through))
    if (!first.ok) return first
    brought ??= attachedPolicies(call.caller, stores.iam)
    const asking = (): CallerFacts => {
      if (permission.principal !== undefined) return { principal: permission.principal }
      facts ??= callerFacts(call.caller, stores)
      return facts
    }
    const request = toRequest(permission, call, stores, asking)
    const policies = rememberedPolicies({
      ...(permission.principal === undefined ? brought : { identity: [] }),
      ...permission.policies,
      ...organizationPolicies(call, permission, stores),
      ...endpointPolicy(call, permission),
    })
    return decide(call, request, policies, permission, onDecision, stores)
  }
  return permits
}

const refusedAs = ({ refusal }: Permission, through: Permission): Permission => (refusal === undefined ? through : { ...through, refusal })

/** Those on the way from the root of the organization to the caller's account, and to the account of the resource. */
function organizationPolicies(
  { caller }: UnauthorizedCall,
  { principal, resourceAccount = caller.account }: Permission,
  { organizations }: Stores,
): Pick<PolicySet, 'serviceControl' | 'resourceControl'> {
  if (organizations.organizations.size === 0) return {}
  const account = principal === undefined ? caller.account : undefined
  const serviceControl = account && organizations.of(account)?.controls(account, 'SERVICE_CONTROL_POLICY')
  const resourceControl = resourceAccount && organizations.of(resourceAccount)?.controls(resourceAccount, 'RESOURCE_CONTROL_POLICY')
  return { ...(serviceControl === undefined ? {} : { serviceControl }), ...(resourceControl === undefined ? {} : { resourceControl }) }
}

/**
 * The policy of the VPC endpoint has a say in what is asked of its own service, not in what that asks of others in turn.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
function endpointPolicy({ way, service }: UnauthorizedCall, { action }: Permission): Pick<PolicySet, 'vpcEndpoint' | 'vpcEndpointType'> {
  if (way?.from !== 'vpcEndpoint' || way.policy === undefined || !action.startsWith(`${service}:`)) return {}
  return { vpcEndpoint: { name: way.vpcEndpoint, policy: way.policy }, vpcEndpointType: way.type }
}

function toRequest(permission: Permission, call: UnauthorizedCall, stores: Stores, asking: () => CallerFacts): Request {
  const { action, resource, resourceAccount, objectOwner } = permission
  const { account } = call.caller
  const principal = permission.principal ?? call.caller.principal
  const canonicalUser = account === undefined ? undefined : stores.iam.account(account).canonicalId
  const facts = { principal, action, resource, resourceAccount, objectOwner, canonicalUser }
  return new AskedRequest(facts, () => callContext(call, asking(), permission, stores))
}

/** Without a listener an allowed request costs no tree. */
function decide(
  call: UnauthorizedCall,
  request: Request,
  policies: PolicySet,
  permission: Permission,
  onDecision: OnDecision | undefined,
  stores: Stores,
): Result<void, AwsError> {
  if (onDecision === undefined && decideOutcome(request, policies) === 'allowed') return ok(undefined)
  const decision = authorize(request, policies)
  // A listener may look later, when the operation has changed what the context was made of.
  onDecision?.({ call, request: { ...request, context: request.context }, decision })
  return decision.outcome === 'allowed' ? ok(undefined) : err(refuse(call, request, decision, permission, stores))
}

function refuse(call: UnauthorizedCall, request: Request, decision: Decision, permission: Permission, stores: Stores): AwsError {
  const { service } = call
  const detail = service !== 's3' || s3Detail(decision, request, { sameOrganization: areOfOneOrganization(call, permission, stores) })
  const message = denialMessage(decision, request, { service, detail })
  if (permission.refusal !== undefined) return permission.refusal(decision, message)
  if (service === 'ec2') return unauthorizedOperation({ decision, request, message }, call.random, stores.sts)
  // Its model says so.
  if (service === 'lakeformation') return { code: 'AccessDeniedException', message, status: 403 }
  return isJson(service) ? { code: 'AccessDeniedException', message, status: 400 } : { code: 'AccessDenied', message, status: 403 }
}

const isJson = (service: Call['service']): boolean => service === 'kms' || service === 'organizations' || service === 'glue'

/** S3 tells its reasons within an organization. */
function areOfOneOrganization({ caller }: UnauthorizedCall, { resourceAccount }: Permission, { organizations }: Stores): boolean {
  const organization = organizations.of(caller.account)
  return organization !== undefined && resourceAccount !== undefined && organization.members.has(resourceAccount)
}
