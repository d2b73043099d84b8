import type {
  Child,
  LeaveOrganizationCommandInput,
  ListChildrenRequest,
  ListChildrenResponse,
  ListParentsRequest,
  ListParentsResponse,
  MoveAccountRequest,
  RemoveAccountFromOrganizationRequest,
} from '@aws-sdk/client-organizations'
import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { constraintViolation, organizationsError } from './errors.ts'
import { callerAccount, inOrganization } from './in-organization.ts'
import { pageOf } from './page.ts'
import type { Organization } from './store.ts'
import { targetArn } from './target.ts'

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html */
export const moveAccount: Operation<MoveAccountRequest, object> = inOrganization({
  action: 'organizations:MoveAccount',
  by: 'management',
  resources: (organization, { AccountId, SourceParentId, DestinationParentId }) =>
    [AccountId, SourceParentId, DestinationParentId].map((id) => targetArn(organization, id)),
  run: (organization, { AccountId, SourceParentId, DestinationParentId }: Parsed<MoveAccountRequest>) => {
    const member = organization.member(AccountId)
    if (member === undefined) return err(organizationsError('AccountNotFoundException'))
    if (member.parent !== SourceParentId) return err(organizationsError('SourceParentNotFoundException'))
    const isParent = DestinationParentId === organization.rootId || organization.units.has(DestinationParentId)
    if (!isParent) return err(organizationsError('DestinationParentNotFoundException'))
    if (DestinationParentId === SourceParentId) return err(organizationsError('DuplicateAccountException'))
    member.parent = DestinationParentId
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html */
export const removeAccountFromOrganization: Operation<RemoveAccountFromOrganizationRequest, object> = inOrganization({
  action: 'organizations:RemoveAccountFromOrganization',
  by: 'management',
  resources: (organization, { AccountId }) => [targetArn(organization, AccountId)],
  run: (organization, { AccountId }: Parsed<RemoveAccountFromOrganizationRequest>) => {
    const member = organization.member(AccountId)
    return member === undefined ? err(organizationsError('AccountNotFoundException')) : remove(organization, member.id)
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html */
export const leaveOrganization: Operation<LeaveOrganizationCommandInput, object> = inOrganization({
  action: 'organizations:LeaveOrganization',
  by: 'member',
  run: (organization, _input, call) => remove(organization, callerAccount(call)),
})

function remove(organization: Organization, account: AccountId): Result<object, AwsError> {
  if (account === organization.managementAccount) return err(organizationsError('MasterCannotLeaveOrganizationException'))
  if (organization.delegated.has(account))
    return err(constraintViolation('You cannot remove an account that is registered as a delegated administrator.'))
  organization.members.delete(account)
  organization.attachments.delete(account)
  organization.tags.delete(account)
  return ok({})
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html */
export const listParents: Operation<ListParentsRequest, ListParentsResponse> = inOrganization({
  action: 'organizations:ListParents',
  by: 'reader',
  resources: (organization, { ChildId }) => [targetArn(organization, ChildId)],
  run: (organization, { ChildId }: Parsed<ListParentsRequest>) => {
    const parent = organization.parentOf(ChildId)
    if (parent === undefined) return err(organizationsError('ChildNotFoundException'))
    return ok({ Parents: [{ Id: parent, Type: parent === organization.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListChildren.html */
export const listChildren: Operation<ListChildrenRequest, ListChildrenResponse> = inOrganization({
  action: 'organizations:ListChildren',
  by: 'reader',
  resources: (organization, { ParentId }) => [targetArn(organization, ParentId)],
  run: (organization, input: Parsed<ListChildrenRequest>) => {
    if (organization.pathTo(input.ParentId).length === 0) return err(organizationsError('ParentNotFoundException'))
    const all = input.ChildType === 'ACCOUNT' ? organization.members : organization.units
    const children = [...all.values()].filter(({ parent }) => parent === input.ParentId)
    const page = pageOf(children, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Children: items.map(({ id }): Child => ({ Id: id, Type: input.ChildType })), ...next })
  },
})
