import type {
  ListPoliciesGrantingServiceAccessRequest,
  ListPoliciesGrantingServiceAccessResponse,
  PolicyGrantingServiceAccess,
  PolicyOwnerEntityType,
} from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { page } from './page.ts'
import { permission } from './permission.ts'
import type { SourcePolicy } from './policy-source.ts'
import { grantsService } from './service-grant.ts'
import { findSimulatedPrincipal, simulatedSubject } from './simulated-principal.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html */
export const listPoliciesGrantingServiceAccess: Operation<
  ListPoliciesGrantingServiceAccessRequest,
  ListPoliciesGrantingServiceAccessResponse
> = {
  requires: ({ Arn }, _call, stores) => {
    const about = simulatedSubject(Arn, stores)
    return about.ok ? ok([permission('iam:ListPoliciesGrantingServiceAccess', about.value)]) : about
  },
  run: ({ Arn, ServiceNamespaces, Marker }, call, stores) => {
    const principal = findSimulatedPrincipal(Arn, call, stores)
    if (!principal.ok) return principal
    const shown = page(ServiceNamespaces, String, Marker === undefined ? {} : { Marker })
    if (!shown.ok) return shown
    const PoliciesGrantingServiceAccess = shown.value.items.map((namespace) => ({
      ServiceNamespace: namespace,
      Policies: principal.value.policies.filter(({ policy }) => grantsService([policy], namespace)).map(outputOf),
    }))
    return ok({ PoliciesGrantingServiceAccess, ...shown.value.facts })
  },
}

const entityTypes = { user: 'USER', role: 'ROLE', group: 'GROUP' } as const satisfies Record<string, PolicyOwnerEntityType>

/** A managed policy by its ARN, an inline one by whom it stands in. */
const outputOf = (source: SourcePolicy): PolicyGrantingServiceAccess =>
  source.kind === 'inline'
    ? {
        PolicyName: source.policyName,
        PolicyType: 'INLINE',
        EntityType: entityTypes[source.attachmentType],
        EntityName: source.attachmentName,
      }
    : { PolicyName: source.id, PolicyType: 'MANAGED', PolicyArn: source.arn }
