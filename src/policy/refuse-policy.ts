import { parseJson } from '../base/parse-json.ts'
import { draftPolicy } from './parse-policy.ts'
import type { PolicyType } from './policy.ts'
import type { AwsRefusal, RefusalContext, SubmittedPolicy } from './refusal.ts'
import { refuseBucketPolicy } from './refuse-bucket-policy.ts'
import { refuseIdentityPolicy } from './refuse-identity-policy.ts'
import { refuseKeyPolicy } from './refuse-key-policy.ts'
import { refuseOrganizationPolicy } from './refuse-organization-policy.ts'
import { refuseResourcePolicy } from './refuse-resource-policy.ts'
import { refuseTrustPolicy } from './refuse-trust-policy.ts'

/**
 * What AWS answers when this JSON text is saved as a policy of this type, or undefined when it is taken. Which code, which sentence and which
 * mistake is named first depends on the service; that a principal does not exist is for others to say.
 */
export function refusePolicy(text: string, type: PolicyType, context: RefusalContext = {}): AwsRefusal | undefined {
  return refusers[type](submit(text, type, context))
}

const refusers = {
  identity: refuseIdentityPolicy,
  managed: refuseIdentityPolicy,
  permissionsBoundary: refuseIdentityPolicy,
  session: refuseIdentityPolicy,
  trust: refuseTrustPolicy,
  bucket: refuseBucketPolicy,
  key: refuseKeyPolicy,
  resource: refuseResourcePolicy,
  serviceControl: refuseOrganizationPolicy,
  resourceControl: refuseOrganizationPolicy,
  vpcEndpoint: refuseResourcePolicy,
} as const satisfies Record<PolicyType, (submitted: SubmittedPolicy) => AwsRefusal | undefined>

function submit(text: string, type: PolicyType, context: RefusalContext): SubmittedPolicy {
  const parsed =
    context.document === undefined ? parseJson(text, context.file ?? 'policy.json') : { ok: true as const, value: context.document }
  if (!parsed.ok) return { type, text, context, problems: parsed.error }
  const draft = draftPolicy(parsed.value, type)
  return { type, text, context, document: parsed.value, ...draft }
}
