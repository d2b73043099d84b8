import type {
  CreateAccountRequest,
  CreateAccountResponse,
  CreateAccountStatus,
  DescribeAccountRequest,
  DescribeAccountResponse,
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
  ListAccountsForParentRequest,
  ListAccountsForParentResponse,
  ListAccountsRequest,
  ListAccountsResponse,
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse,
} from '@aws-sdk/client-organizations'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { addMember, organizationsId } from './new-organization.ts'
import { openAccount } from './open-account.ts'
import { accountOutput } from './output.ts'
import { pageOf } from './page.ts'
import type { AccountRequest } from './store.ts'
import { keepTags } from './tags.ts'
import { targetArn } from './target.ts'

/** The account is there at once; AWS takes minutes. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
export const createAccount: Operation<CreateAccountRequest, CreateAccountResponse> = inOrganization({
  action: 'organizations:CreateAccount',
  by: 'management',
  tags: ({ Tags }: Parsed<CreateAccountRequest>) => Tags,
  run: (organization, { AccountName, Email, RoleName, Tags }, call, stores) => {
    const account = openAccount(organization.managementAccount, RoleName ?? 'OrganizationAccountAccessRole', call, stores)
    addMember(organization, { id: account, name: AccountName, email: Email, joinedMethod: 'CREATED' }, call.now)
    keepTags(organization, account, Tags)
    const request = { id: organizationsId('car-', 32, call.random), name: AccountName, account, at: call.now }
    organization.accountRequests.set(request.id, request)
    return ok({ CreateAccountStatus: statusOutput(request) })
  },
})

const statusOutput = ({ id, name, account, at }: AccountRequest): CreateAccountStatus => ({
  Id: id,
  AccountName: name,
  State: 'SUCCEEDED',
  RequestedTimestamp: at,
  CompletedTimestamp: at,
  AccountId: account,
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html */
export const describeCreateAccountStatus: Operation<DescribeCreateAccountStatusRequest, DescribeCreateAccountStatusResponse> =
  inOrganization({
    action: 'organizations:DescribeCreateAccountStatus',
    by: 'reader',
    run: ({ accountRequests }, { CreateAccountRequestId }: Parsed<DescribeCreateAccountStatusRequest>) => {
      const request = accountRequests.get(CreateAccountRequestId)
      return request === undefined
        ? err(organizationsError('CreateAccountStatusNotFoundException'))
        : ok({ CreateAccountStatus: statusOutput(request) })
    },
  })

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListCreateAccountStatus.html */
export const listCreateAccountStatus: Operation<ListCreateAccountStatusRequest, ListCreateAccountStatusResponse> = inOrganization({
  action: 'organizations:ListCreateAccountStatus',
  by: 'reader',
  run: ({ accountRequests }, input: Parsed<ListCreateAccountStatusRequest>) => {
    const statuses = [...accountRequests.values()].map(statusOutput)
    const page = pageOf(
      statuses.filter(({ State }) => input.States === undefined || (State !== undefined && input.States.includes(State))),
      input,
    )
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ CreateAccountStatuses: [...items], ...next })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html */
export const describeAccount: Operation<DescribeAccountRequest, DescribeAccountResponse> = inOrganization({
  action: 'organizations:DescribeAccount',
  by: 'reader',
  resources: (organization, { AccountId }) => [targetArn(organization, AccountId)],
  run: (organization, { AccountId }: Parsed<DescribeAccountRequest>) => {
    const member = organization.member(AccountId)
    return member === undefined ? err(organizationsError('AccountNotFoundException')) : ok({ Account: accountOutput(member) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export const listAccounts: Operation<ListAccountsRequest, ListAccountsResponse> = inOrganization({
  action: 'organizations:ListAccounts',
  by: 'reader',
  run: ({ members }, input: Parsed<ListAccountsRequest>) => {
    const page = pageOf([...members.values()], input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Accounts: items.map(accountOutput), ...next })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
export const listAccountsForParent: Operation<ListAccountsForParentRequest, ListAccountsForParentResponse> = inOrganization({
  action: 'organizations:ListAccountsForParent',
  by: 'reader',
  resources: (organization, { ParentId }) => [targetArn(organization, ParentId)],
  run: (organization, input: Parsed<ListAccountsForParentRequest>) => {
    if (organization.pathTo(input.ParentId).length === 0) return err(organizationsError('ParentNotFoundException'))
    const children = [...organization.members.values()].filter(({ parent }) => parent === input.ParentId)
    const page = pageOf(children, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Accounts: items.map(accountOutput), ...next })
  },
})
