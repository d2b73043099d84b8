import { parseAccountId } from '../policy/account-id.ts'
import { parseArn } from '../policy/arn.ts'
import type { ApiCall, NeededPermission } from './api-call.ts'
import { permissionsOf } from './api-permissions.ts'
import type { Request } from './request.ts'
import { type Assumption, type CallerFacts, type CallFacts, fillContext, type NetworkFacts } from './request-context.ts'

export interface ApiRequests {
  /** One for each permission that the call needs; all must be allowed. */
  readonly requests: readonly Request[]
  readonly assumed: readonly Assumption[]
}

/** Who calls, from where and when, and what is known of the resource. */
export interface ApiSetting {
  readonly caller: CallerFacts
  readonly network?: NetworkFacts
  readonly now: Date
  readonly resource?: Pick<CallFacts, 'resourceOrganization' | 'resourceTags'>
  /** Services that make the call in the caller's name, first to last. */
  readonly calledVia?: readonly string[]
}

/**
 * The requests that one API call puts to the engine, each with its context.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function requestsOf(call: ApiCall, setting: ApiSetting): ApiRequests {
  const filled = permissionsOf(call).map((permission) => fillRequest(permission, call, setting))
  const assumed = new Map(filled.flatMap((one) => one.assumed).map((assumption) => [assumption.key, assumption]))
  return { requests: filled.map(({ request }) => request), assumed: [...assumed.values()] }
}

interface FilledRequest {
  readonly request: Request
  readonly assumed: readonly Assumption[]
}

function fillRequest(permission: NeededPermission, call: ApiCall, setting: ApiSetting): FilledRequest {
  const { caller, network, now, resource = {} } = setting
  const { action, requestTags, keys } = permission
  const calledVia = permission.calledVia ?? setting.calledVia
  const service = action.slice(0, action.indexOf(':'))
  const account = ownerOf(permission, call)
  const usual = usualKeys(service, caller, account)
  const { context, assumed } = fillContext({
    caller,
    ...(network === undefined ? {} : { network }),
    call: {
      ...resource,
      service,
      region: call.region,
      now,
      ...(calledVia === undefined ? {} : { calledVia }),
      ...(requestTags === undefined ? {} : { requestTags }),
      ...(account === undefined ? {} : { resourceAccount: account }),
      keys: { ...usual.known, ...usual.assumed, ...keys },
    },
  })
  const owner = account === undefined ? undefined : parseAccountId(account)
  const request: Request = {
    principal: caller.principal,
    action,
    resource: permission.resource,
    ...(owner?.ok === true ? { resourceAccount: owner.value } : {}),
    context,
  }
  return { request, assumed: [...assumed, ...Object.entries(usual.assumed).map(([key, value]) => ({ key, value }))] }
}

interface UsualKeys {
  readonly known: NonNullable<CallFacts['keys']>
  readonly assumed: Readonly<Record<string, string>>
}

/** The account in the ARN; S3 ARNs have none, there it is the call's. */
function ownerOf({ resource }: NeededPermission, { account }: ApiCall): string | undefined {
  if (resource === '*') return undefined
  return parseArn(resource)?.account || account
}

/**
 * Keys that a service sends with each request.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
function usualKeys(service: string, { principal }: CallerFacts, account: string | undefined): UsualKeys {
  const signed = principal.type !== 'anonymous'
  if (service === 's3') {
    const assumed = signed ? { 's3:authType': 'REST-HEADER', 's3:signatureversion': 'AWS4-HMAC-SHA256', 's3:TlsVersion': '1.3' } : {}
    return { known: { 's3:ResourceAccount': account }, assumed }
  }
  return { known: service === 'kms' && 'account' in principal ? { 'kms:CallerAccount': principal.account } : {}, assumed: {} }
}
