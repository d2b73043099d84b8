import { type Arn, parseArn } from '../policy/arn.ts'
import type { ActionName } from './action-name.ts'
import type { TracedLayer } from './applied.ts'
import type { LayerName } from './decision.ts'
import type { PolicyFacts } from './policy-facts.ts'
import { rememberLast } from './remember.ts'
import type { Principal, Request, RequestContext } from './request.ts'

/** Of this process: only its being another one each time means anything. */
let decisions = 0

/** A request taken apart for all statements, each piece once, with what a statement may ask about the policy set. */
export class RequestFacts {
  readonly request: Request
  /** Which decision this is, for those who remember what they found in it. */
  readonly turn: number
  readonly principal: Principal
  readonly policies: PolicyFacts
  /** Lower-cased: action names ignore case. */
  readonly action: string
  /** Lower-cased, as `s3`. */
  readonly service: string
  /** The account of the caller; services, web identities and anonymous callers belong to none. */
  readonly account: string | undefined
  /** Whose resource it is: the account that the request names, else the one in the ARN, else the caller's own. */
  readonly resourceAccount: string | undefined
  /** Where the tree was asked for: each layer that has a say, by its place, with every statement judged. */
  readonly traced: (TracedLayer | undefined)[] | undefined

  constructor(request: Request, { action, service }: ActionName, policies: PolicyFacts, traced: boolean) {
    const { principal } = request
    this.request = request
    decisions += 1
    this.turn = decisions
    this.principal = principal
    this.policies = policies
    this.action = action
    this.service = service
    this.account = accountOf(principal)
    this.resourceAccount = request.resourceAccount ?? accountIn(this.resource) ?? this.account
    this.traced = traced ? [] : undefined
  }

  /** Asked of the request only where a policy asks: who decides may put it together then. */
  get context(): RequestContext {
    return this.request.context
  }

  /** Absent for `*`, and for a text that is no ARN. */
  get resource(): Arn | undefined {
    return readArn(this.request.resource)
  }

  /** The partition of the caller, as `aws-cn`; undefined where the caller has no ARN. */
  get partition(): string | undefined {
    return 'arn' in this.principal ? partitionOf(this.principal.arn) : undefined
  }
}

const readArn = rememberLast(parseArn)

const partitionOf = (arn: string): string => arn.slice(4, arn.indexOf(':', 4))

function accountOf(principal: Principal): string | undefined {
  switch (principal.type) {
    case 'service':
    case 'federated':
    case 'anonymous':
      return undefined
    default:
      return principal.account
  }
}

const accountIn = (arn: Arn | undefined): string | undefined =>
  arn !== undefined && /^\d{12}$/.test(arn.account) ? arn.account : undefined

/** Whether caller and resource belong to different accounts. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
export const isCrossAccount = ({ account, resourceAccount }: RequestFacts): boolean => account !== undefined && account !== resourceAccount

/** Policies of these types say who is meant; a statement of them without Principal matches nobody. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const namesPrincipals = (layer: LayerName): boolean => layer === 'resource' || layer === 'vpcEndpoint' || layer === 'resourceControl'
