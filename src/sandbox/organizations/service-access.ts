import type {
  DisableAWSServiceAccessRequest,
  EnableAWSServiceAccessRequest,
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
} from '@aws-sdk/client-organizations'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { constraintViolation, invalidInput } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { pageOf } from './page.ts'

/** `config.amazonaws.com` */
const isServicePrincipal = (text: string): boolean => /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$/.test(text)

/** The sentence is inferred. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html */
export const enableAwsServiceAccess: Operation<EnableAWSServiceAccessRequest, object> = inOrganization({
  action: 'organizations:EnableAWSServiceAccess',
  by: 'management',
  context: (_organization, { ServicePrincipal }) => ({ 'organizations:ServicePrincipal': ServicePrincipal }),
  run: ({ serviceAccess }, { ServicePrincipal: service }: Parsed<EnableAWSServiceAccessRequest>, { now }) => {
    if (!isServicePrincipal(service)) return err(invalidInput('You specified an unrecognized service principal.'))
    if (!serviceAccess.has(service)) serviceAccess.set(service, now)
    return ok({})
  },
})

/** Not while somebody administers the service in the management account's place; the sentence is inferred. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html */
export const disableAwsServiceAccess: Operation<DisableAWSServiceAccessRequest, object> = inOrganization({
  action: 'organizations:DisableAWSServiceAccess',
  by: 'management',
  context: (_organization, { ServicePrincipal }) => ({ 'organizations:ServicePrincipal': ServicePrincipal }),
  run: ({ serviceAccess, delegated }, { ServicePrincipal: service }: Parsed<DisableAWSServiceAccessRequest>) => {
    if (!isServicePrincipal(service)) return err(invalidInput('You specified an unrecognized service principal.'))
    if ([...delegated.values()].some((services) => services.has(service)))
      return err(constraintViolation('You must deregister the delegated administrators of the service first.'))
    serviceAccess.delete(service)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html */
export const listAwsServiceAccessForOrganization: Operation<
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse
> = inOrganization({
  action: 'organizations:ListAWSServiceAccessForOrganization',
  by: 'reader',
  run: ({ serviceAccess }, input: Parsed<ListAWSServiceAccessForOrganizationRequest>) => {
    const page = pageOf([...serviceAccess], input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ EnabledServicePrincipals: items.map(([ServicePrincipal, DateEnabled]) => ({ ServicePrincipal, DateEnabled })), ...next })
  },
})
