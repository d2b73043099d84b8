import type {
  CreateOrganizationRequest,
  CreateOrganizationResponse,
  DescribeOrganizationResponse,
  ListRootsRequest,
  ListRootsResponse,
} from '@aws-sdk/client-organizations'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { invalidInput, organizationsError } from './errors.ts'
import { callerAccount, inOrganization } from './in-organization.ts'
import { newOrganization } from './new-organization.ts'
import { organizationOutput, rootOutput } from './output.ts'
import { pageOf } from './page.ts'

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html */
export const createOrganization: Operation<CreateOrganizationRequest, CreateOrganizationResponse> = {
  requires: () => ok([{ action: 'organizations:CreateOrganization', resource: '*' }]),
  run: ({ FeatureSet = 'ALL' }, call, { organizations }) => {
    const account = callerAccount(call)
    if (FeatureSet !== 'ALL') return err(invalidInput('The Sallyport sandbox has organizations with all features only'))
    if (organizations.of(account) !== undefined) return err(organizationsError('AlreadyInOrganizationException'))
    const organization = newOrganization(account, call.now, call.random)
    organizations.organizations.set(organization.id, organization)
    return ok({ Organization: organizationOutput(organization) })
  },
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
export const describeOrganization: Operation<object, DescribeOrganizationResponse> = inOrganization({
  action: 'organizations:DescribeOrganization',
  by: 'member',
  run: (organization) => ok({ Organization: organizationOutput(organization) }),
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html */
export const deleteOrganization: Operation<object, object> = inOrganization({
  action: 'organizations:DeleteOrganization',
  by: 'management',
  run: (organization, _input, _call, { organizations }) => {
    const own = [...organization.policies.values()].some(({ awsManaged }) => !awsManaged)
    if (organization.members.size > 1 || organization.units.size > 0 || own) return err(organizationsError('OrganizationNotEmptyException'))
    organizations.organizations.delete(organization.id)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html */
export const listRoots: Operation<ListRootsRequest, ListRootsResponse> = inOrganization({
  action: 'organizations:ListRoots',
  by: 'reader',
  run: (organization, input: ListRootsRequest) => {
    const page = pageOf([organization], input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Roots: items.map(rootOutput), ...next })
  },
})
