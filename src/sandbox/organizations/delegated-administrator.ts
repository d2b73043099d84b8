import type {
  DelegatedAdministrator,
  DeregisterDelegatedAdministratorRequest,
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse,
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse,
  RegisterDelegatedAdministratorRequest,
} from '@aws-sdk/client-organizations'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { constraintViolation, organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { accountOutput } from './output.ts'
import { pageOf } from './page.ts'
import type { Member, Organization } from './store.ts'
import { targetArn } from './target.ts'

const findMember = (organization: Organization, id: string): Result<Member, AwsError> => {
  const member = organization.member(id)
  return member === undefined ? err(organizationsError('AccountNotFoundException')) : ok(member)
}

/**
 * The account may read the organization from then on, as its IAM policies let it. How many there may be is each service's own matter.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
 */
export const registerDelegatedAdministrator: Operation<RegisterDelegatedAdministratorRequest, object> = inOrganization({
  action: 'organizations:RegisterDelegatedAdministrator',
  by: 'management',
  resources: (organization, { AccountId }) => [targetArn(organization, AccountId)],
  context: (_organization, { ServicePrincipal }) => ({ 'organizations:ServicePrincipal': ServicePrincipal }),
  run: (organization, { AccountId, ServicePrincipal }: Parsed<RegisterDelegatedAdministratorRequest>, { now }) => {
    const member = findMember(organization, AccountId)
    if (!member.ok) return member
    const refused = refuse(organization, member.value, ServicePrincipal)
    if (refused !== undefined) return err(refused)
    const { id } = member.value
    organization.delegated.set(id, new Map([...(organization.delegated.get(id) ?? []), [ServicePrincipal, now]]))
    return ok({})
  },
})

function refuse(organization: Organization, { id, closedAt }: Member, service: string): AwsError | undefined {
  if (id === organization.managementAccount)
    return constraintViolation('You cannot register the management account as a delegated administrator for your organization.')
  if (closedAt !== undefined) return constraintViolation('You cannot register a suspended account as a delegated administrator.')
  if (!organization.serviceAccess.has(service))
    return constraintViolation('You must enable service access before you register a delegated administrator.')
  return organization.delegated.get(id)?.has(service) === true ? organizationsError('AccountAlreadyRegisteredException') : undefined
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html */
export const deregisterDelegatedAdministrator: Operation<DeregisterDelegatedAdministratorRequest, object> = inOrganization({
  action: 'organizations:DeregisterDelegatedAdministrator',
  by: 'management',
  resources: (organization, { AccountId }) => [targetArn(organization, AccountId)],
  context: (_organization, { ServicePrincipal }) => ({ 'organizations:ServicePrincipal': ServicePrincipal }),
  run: (organization, { AccountId, ServicePrincipal }: Parsed<DeregisterDelegatedAdministratorRequest>) => {
    const member = findMember(organization, AccountId)
    if (!member.ok) return member
    const services = new Map(organization.delegated.get(member.value.id))
    if (!services.delete(ServicePrincipal)) return err(organizationsError('AccountNotRegisteredException'))
    if (services.size > 0) organization.delegated.set(member.value.id, services)
    else organization.delegated.delete(member.value.id)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html */
export const listDelegatedAdministrators: Operation<ListDelegatedAdministratorsRequest, ListDelegatedAdministratorsResponse> =
  inOrganization({
    action: 'organizations:ListDelegatedAdministrators',
    by: 'reader',
    context: (_organization, { ServicePrincipal }) => ({ 'organizations:ServicePrincipal': ServicePrincipal }),
    run: (organization, input: Parsed<ListDelegatedAdministratorsRequest>) => {
      const page = pageOf(administrators(organization, input.ServicePrincipal), input)
      if (!page.ok) return page
      const { items, ...next } = page.value
      return ok({ DelegatedAdministrators: [...items], ...next })
    },
  })

const administrators = ({ delegated, members }: Organization, service: string | undefined): DelegatedAdministrator[] =>
  [...delegated].flatMap(([account, services]) => {
    const member = members.get(account)
    const since = service === undefined ? [...services.values()][0] : services.get(service)
    return member === undefined || since === undefined ? [] : [{ ...accountOutput(member), DelegationEnabledDate: since }]
  })

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html */
export const listDelegatedServicesForAccount: Operation<ListDelegatedServicesForAccountRequest, ListDelegatedServicesForAccountResponse> =
  inOrganization({
    action: 'organizations:ListDelegatedServicesForAccount',
    by: 'reader',
    resources: (organization, { AccountId }) => [targetArn(organization, AccountId)],
    run: (organization, input: Parsed<ListDelegatedServicesForAccountRequest>) => {
      const member = findMember(organization, input.AccountId)
      if (!member.ok) return member
      const services = organization.delegated.get(member.value.id)
      if (services === undefined) return err(organizationsError('AccountNotRegisteredException'))
      const page = pageOf([...services], input)
      if (!page.ok) return page
      const { items, ...next } = page.value
      return ok({
        DelegatedServices: items.map(([ServicePrincipal, DelegationEnabledDate]) => ({ ServicePrincipal, DelegationEnabledDate })),
        ...next,
      })
    },
  })
