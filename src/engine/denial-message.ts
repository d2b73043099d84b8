import type { Decision, DecisionReason, LayerName, StatementTrace } from './decision.ts'
import { describePrincipal } from './match-principal.ts'
import type { Request } from './request.ts'

/** Who answers, and whether it says why. */
export interface DenialWording {
  /** The service that was called, as `s3`; the action may be of another one, as `kms:Decrypt` behind `GetObject`. */
  readonly service: string
  /** Without it S3 says `Access Denied`, other services leave the reason out. */
  readonly detail: boolean
}

/**
 * AWS's sentence for a denied request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
export function denialMessage(decision: Decision, request: Request, { service, detail }: DenialWording): string {
  const { principal, action } = request
  if (service === 's3' && action.startsWith('s3:') && (!detail || principal.type === 'anonymous')) return 'Access Denied'
  if (principal.type === 'federated') return `Not authorized to perform ${action}`
  const [reason] = decision.by
  if (reason?.reason === 'exception' && reason.exception === 'rootUserCannotAssumeRoles')
    return 'Roles may not be assumed by root accounts.'
  const denied = `User: ${describePrincipal(request)} is not authorized to perform: ${action}`
  if (hidesTheKey(decision, request, reason)) return `${denied} ${hiddenKey}`
  const why = detail && reason !== undefined && !isBareAssumeRole(decision, request) ? explain(decision, request, reason) : ''
  return `${denied}${onResource(request)}${why}`
}

/**
 * Whether S3 gives detail: to callers of the bucket's account or organization, never to anonymous ones, and not when the endpoint policy of a
 * caller in another account is the cause.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
export function s3Detail(
  decision: Decision,
  { principal }: Request,
  { sameOrganization }: { readonly sameOrganization: boolean },
): boolean {
  if (!('account' in principal)) return false
  if (!decision.crossAccount) return true
  const [reason] = decision.by
  return sameOrganization && !(reason !== undefined && 'layer' in reason && reason.layer === 'vpcEndpoint')
}

/**
 * Across accounts STS answers the same for an untrusting role, a wrong external id, a missing permission and a role that is not there (measured).
 */
const isBareAssumeRole = ({ crossAccount }: Decision, { action }: Request): boolean => crossAccount && isTrustAction(action)

const isTrustAction = (action: string): boolean => /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)/i.test(action)

/** KMS does not tell a key that is not there from one whose policy is in the way (recorded in public transcripts). */
const hiddenKey =
  'on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access'

function hidesTheKey({ crossAccount }: Decision, { action, resource }: Request, reason: DecisionReason | undefined): boolean {
  if (!action.startsWith('kms:') || !/^arn:[^:]+:kms:[^:]*:\d*:key\//.test(resource) || reason === undefined) return false
  if (reason.reason === 'noAllow') return reason.layer === 'resource'
  if (reason.reason === 'exception') return reason.exception === 'keyOperationIsNotCrossAccount'
  return reason.reason === 'explicitDeny' && reason.layer === 'resource' && crossAccount
}

/** S3 puts the ARN in quotes and says nothing where there is none (`ListAllMyBuckets`). */
function onResource({ action, resource }: Request): string {
  if (!action.startsWith('s3:')) return ` on resource: ${resource}`
  return resource === '*' ? '' : ` on resource: "${resource}"`
}

function explain(decision: Decision, request: Request, reason: DecisionReason): string {
  switch (reason.reason) {
    case 'noAllow':
      return ` because no ${wordsOf(reason.layer, request)} allows the ${request.action} action`
    case 'explicitDeny':
      return ` with an explicit deny in ${articleOf(reason.layer, request)} ${wordsOf(reason.layer, request)}${policyArn(decision, reason)}`
    case 'exception':
      // RestrictPublicBuckets is documented to look exactly like a deny of the bucket policy.
      return reason.exception === 'publicPolicyIsCutOff' ? ' with an explicit deny in a resource-based policy' : ''
    case 'allow':
      return ''
  }
}

const words: Readonly<Record<LayerName, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  permissionsBoundary: 'permissions boundary',
  session: 'session policy',
  serviceControl: 'service control policy',
  resourceControl: 'resource control policy',
  vpcEndpoint: 'VPC endpoint policy',
}

const isTrustPolicy = (layer: LayerName, { action }: Request): boolean => layer === 'resource' && isTrustAction(action)

const wordsOf = (layer: LayerName, request: Request): string => (isTrustPolicy(layer, request) ? 'role trust policy' : words[layer])

const articleOf = (layer: LayerName, request: Request): string =>
  isTrustPolicy(layer, request) ? 'the' : layer === 'identity' ? 'an' : 'a'

/** Since 2026 explicit denies name a managed policy; a resource or endpoint policy has no ARN of its own. */
function policyArn({ because }: Decision, { layer, statement }: { readonly layer: LayerName; readonly statement: StatementTrace }): string {
  const policies = because.filter((trace) => trace.layer === layer).flatMap((trace) => trace.because)
  const arn = policies.find((policy) => policy.because.includes(statement))?.arn
  return arn === undefined || layer === 'resource' || layer === 'vpcEndpoint' ? '' : `: ${arn}`
}
