import { type Arn, parseArn } from '../policy/arn.ts'
import type { LayerName } from './decision.ts'
import type { Principal, Request, RequestContext } from './request.ts'

/** A request taken apart once for all statements, with what a statement may ask about the rest of the policy set. */
export interface RequestFacts {
  readonly request: Request
  readonly principal: Principal
  readonly context: RequestContext
  /** Lower-cased: action names ignore case. */
  readonly action: string
  /** Lower-cased, as `s3`. */
  readonly service: string
  /** Absent for `*`, and for a text that is no ARN. */
  readonly resource: Arn | undefined
  /** Whether the caller has a permissions boundary: `NotPrincipal` asks. */
  readonly hasBoundary: boolean
}

export function factsOf(request: Request, hasBoundary: boolean): RequestFacts {
  const action = request.action.toLowerCase()
  return {
    request,
    principal: request.principal,
    context: request.context,
    action,
    service: action.slice(0, Math.max(0, action.indexOf(':'))),
    resource: request.resource === '*' ? undefined : parseArn(request.resource),
    hasBoundary,
  }
}

/** The account of the caller; services, web identities and anonymous callers belong to none. */
export const accountOf = (principal: Principal): string | undefined => ('account' in principal ? principal.account : undefined)

/** The partition of the caller, as `aws-cn`; undefined where the caller has no ARN. */
export const partitionOf = (principal: Principal): string | undefined => ('arn' in principal ? principal.arn.split(':', 2)[1] : undefined)

/** Whose resource it is: the account that the request names, else the one in the ARN, else the caller's own. */
export function resourceAccountOf({ request, resource, principal }: RequestFacts): string | undefined {
  if (request.resourceAccount !== undefined) return request.resourceAccount
  return resource !== undefined && /^\d{12}$/.test(resource.account) ? resource.account : accountOf(principal)
}

/** Whether caller and resource belong to different accounts. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
export function isCrossAccount(facts: RequestFacts): boolean {
  const caller = accountOf(facts.principal)
  return caller !== undefined && caller !== resourceAccountOf(facts)
}

/** Policies of these types say who is meant; a statement of them without Principal matches nobody. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const namesPrincipals = (layer: LayerName): boolean => layer === 'resource' || layer === 'vpcEndpoint' || layer === 'resourceControl'
