import { type Arn, parseArn } from '../policy/arn.ts'
import type { LayerName, LayerTrace } from './decision.ts'
import type { PolicySet } from './policy-set.ts'
import { rememberLast } from './remember.ts'
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
  /** The account of the caller; services, web identities and anonymous callers belong to none. */
  readonly account: string | undefined
  /** The partition of the caller, as `aws-cn`; undefined where the caller has no ARN. */
  readonly partition: string | undefined
  /** Whose resource it is: the account that the request names, else the one in the ARN, else the caller's own. */
  readonly resourceAccount: string | undefined
  /** Whether the caller has a permissions boundary: `NotPrincipal` asks. */
  readonly hasBoundary: boolean
  /** Whether the request came through a gateway endpoint, if through any: its policy reads principals in its own way. */
  readonly throughGateway: boolean
  /**
   * Where the tree was asked for: each layer, by its place, with every statement and its reasons. Then statements are judged by it, and not a
   * second time.
   */
  readonly traces: (LayerTrace | undefined)[] | undefined
}

export function factsOf(request: Request, policies: PolicySet, traced: boolean): RequestFacts {
  const { principal, context } = request
  const action = lowerCase(request.action)
  const resource = request.resource === '*' ? undefined : readArn(request.resource)
  const service = action.slice(0, Math.max(0, action.indexOf(':')))
  const account = 'account' in principal ? principal.account : undefined
  const partition = 'arn' in principal ? partitionOf(principal.arn) : undefined
  return {
    request,
    principal,
    context,
    action,
    service,
    resource,
    account,
    partition,
    resourceAccount: request.resourceAccount ?? accountIn(resource) ?? account,
    hasBoundary: policies.permissionsBoundary !== undefined,
    throughGateway: policies.vpcEndpointType !== 'Interface' && (service === 's3' || service === 'dynamodb'),
    traces: traced ? [] : undefined,
  }
}

const lowerCase = rememberLast((text) => text.toLowerCase())
const readArn = rememberLast(parseArn)

const partitionOf = (arn: string): string => arn.slice(4, arn.indexOf(':', 4))

const accountIn = (arn: Arn | undefined): string | undefined =>
  arn !== undefined && /^\d{12}$/.test(arn.account) ? arn.account : undefined

/** Whether caller and resource belong to different accounts. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
export const isCrossAccount = ({ account, resourceAccount }: RequestFacts): boolean => account !== undefined && account !== resourceAccount

/** Policies of these types say who is meant; a statement of them without Principal matches nobody. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const namesPrincipals = (layer: LayerName): boolean => layer === 'resource' || layer === 'vpcEndpoint' || layer === 'resourceControl'
