import type {
  AcceptHandshakeRequest,
  AcceptHandshakeResponse,
  CancelHandshakeRequest,
  CancelHandshakeResponse,
  DeclineHandshakeRequest,
  DeclineHandshakeResponse,
  DescribeHandshakeRequest,
  DescribeHandshakeResponse,
  EnableAllFeaturesResponse,
  InviteAccountToOrganizationRequest,
  InviteAccountToOrganizationResponse,
  ListHandshakesForAccountRequest,
  ListHandshakesForAccountResponse,
  ListHandshakesForOrganizationRequest,
  ListHandshakesForOrganizationResponse,
  Handshake as ModelHandshake,
} from '@aws-sdk/client-organizations'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { alreadyMember, invalidInput, notManagement, organizationsError, withReason } from './errors.ts'
import { callerAccount, inOrganization, type OperationOf } from './in-organization.ts'
import { addMember, organizationsId } from './new-organization.ts'
import { handshakeOutput } from './output.ts'
import { pageOf } from './page.ts'
import type { Handshake, Organization } from './store.ts'
import { keepTags, parseTags } from './tags.ts'
import { targetArn } from './target.ts'

/** Accounts are invited by their id: nobody reads e-mail here. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html */
export const inviteAccountToOrganization: Operation<InviteAccountToOrganizationRequest, InviteAccountToOrganizationResponse> =
  inOrganization({
    action: 'organizations:InviteAccountToOrganization',
    by: 'management',
    resources: (organization, { Target }: Parsed<InviteAccountToOrganizationRequest>) => [targetArn(organization, Target.Id)],
    tags: ({ Tags }) => Tags,
    run: (organization, { Target, Tags = [], Notes }, { now, random }, { iam }) => {
      const tags = parseTags(Tags)
      if (!tags.ok) return tags
      const refused = refuseTarget(Target)
      if (refused !== undefined) return err(refused)
      const account = [...iam.accounts.keys()].find((id) => id === Target.Id)
      if (account === undefined) return err(noSuchTarget)
      if (organization.members.has(account)) return err(alreadyMember)
      const isOpen = [...organization.handshakes.values()].some((other) => other.account === account && other.state === 'OPEN')
      if (isOpen) return err(organizationsError('DuplicateHandshakeException'))
      const id = organizationsId('h-', 32, random)
      const handshake: Handshake = { id, arn: organization.arn('handshake', 'invite', id), account, requestedAt: now, state: 'OPEN' }
      const kept = { ...handshake, tags: Tags, ...(Notes === undefined ? {} : { notes: Notes }) }
      organization.handshakes.set(id, kept)
      return ok({ Handshake: handshakeOutput(kept, organization) })
    },
  })

type Target = Parsed<InviteAccountToOrganizationRequest>['Target']

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_HandshakeParty.html */
function refuseTarget({ Type: type, Id: id }: Target): AwsError | undefined {
  if (type === 'ORGANIZATION')
    return withReason(invalidInput('You specified an invalid party type as the target parameter.'), 'INVALID_PARTY_TYPE_TARGET')
  if (type === 'ACCOUNT') return undefined
  return id.includes('@')
    ? invalidInput('The Sallyport sandbox invites accounts by their id only')
    : withReason(invalidInput('You specified an invalid email address for the invited account owner.'), 'INVALID_EMAIL_ADDRESS_TARGET')
}

const noSuchTarget = withReason(invalidInput('You provided a value that does not match the required pattern.'), 'INVALID_PATTERN')

interface Found {
  readonly handshake: Handshake
  readonly organization: Organization
}

function find(id: string, { organizations }: Stores): Found | undefined {
  for (const organization of organizations.organizations.values()) {
    const handshake = organization.handshakes.get(id)
    if (handshake !== undefined) return { handshake, organization }
  }
  return undefined
}

/** A handshake that the caller is a party of. */
function findOwn(id: string, call: Call, stores: Stores): Result<Found, AwsError> {
  const found = find(id, stores)
  if (found === undefined) return err(organizationsError('HandshakeNotFoundException'))
  const parties = [found.handshake.account, found.organization.managementAccount]
  return parties.includes(callerAccount(call)) ? ok(found) : err(notManagement)
}

/** Each party acts within its own account, though the ARN is of the organization. */
function partyPermission(action: string, id: string, call: Call, stores: Stores): Result<readonly Permission[], AwsError> {
  const found = find(id, stores)
  if (found === undefined) return err(organizationsError('HandshakeNotFoundException'))
  return ok([{ action, resource: found.handshake.arn, resourceAccount: callerAccount(call) }])
}

/** The account joins. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html */
export const acceptHandshake: Operation<AcceptHandshakeRequest, AcceptHandshakeResponse> = {
  requires: ({ HandshakeId }, call, stores) => partyPermission('organizations:AcceptHandshake', HandshakeId, call, stores),
  run: ({ HandshakeId }, call, stores) => {
    const found = findOwn(HandshakeId, call, stores)
    if (!found.ok) return found
    const { handshake, organization } = found.value
    if (handshake.account !== callerAccount(call)) return err(notManagement)
    if (handshake.state === 'ACCEPTED') return err(organizationsError('HandshakeAlreadyInStateException'))
    if (handshake.state !== 'OPEN') return err(organizationsError('InvalidHandshakeTransitionException'))
    if (stores.organizations.of(handshake.account) !== undefined) return err(alreadyMember)
    handshake.state = 'ACCEPTED'
    addMember(organization, { id: handshake.account, name: handshake.account, joinedMethod: 'INVITED' }, call.now)
    keepTags(organization, handshake.account, handshake.tags)
    return ok({ Handshake: handshakeOutput(handshake, organization) })
  },
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeHandshake.html */
export const describeHandshake: Operation<DescribeHandshakeRequest, DescribeHandshakeResponse> = {
  requires: ({ HandshakeId }, call, stores) => partyPermission('organizations:DescribeHandshake', HandshakeId, call, stores),
  run: ({ HandshakeId }, call, stores) => {
    const found = findOwn(HandshakeId, call, stores)
    return found.ok ? ok({ Handshake: handshakeOutput(found.value.handshake, found.value.organization) }) : found
  },
}

/** By the account that was asked, or by the one that asks. A handshake that is settled stays so. */
const settle = (
  action: 'organizations:CancelHandshake' | 'organizations:DeclineHandshake',
  state: 'CANCELED' | 'DECLINED',
): OperationOf<{ readonly HandshakeId: string }, { readonly Handshake: ModelHandshake }> => ({
  requires: ({ HandshakeId }, call, stores) => partyPermission(action, HandshakeId, call, stores),
  run: ({ HandshakeId }, call, stores) => {
    const found = findOwn(HandshakeId, call, stores)
    if (!found.ok) return found
    const { handshake, organization } = found.value
    if (callerAccount(call) !== (state === 'DECLINED' ? handshake.account : organization.managementAccount)) return err(notManagement)
    if (handshake.state === state) return err(organizationsError('HandshakeAlreadyInStateException'))
    if (handshake.state !== 'OPEN') return err(organizationsError('InvalidHandshakeTransitionException'))
    handshake.state = state
    return ok({ Handshake: handshakeOutput(handshake, organization) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CancelHandshake.html */
export const cancelHandshake: Operation<CancelHandshakeRequest, CancelHandshakeResponse> = settle(
  'organizations:CancelHandshake',
  'CANCELED',
)

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeclineHandshake.html */
export const declineHandshake: Operation<DeclineHandshakeRequest, DeclineHandshakeResponse> = settle(
  'organizations:DeclineHandshake',
  'DECLINED',
)

/** Invitations are all that there are. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html */
export const listHandshakesForOrganization: Operation<ListHandshakesForOrganizationRequest, ListHandshakesForOrganizationResponse> =
  inOrganization({
    action: 'organizations:ListHandshakesForOrganization',
    by: 'reader',
    run: (organization, input: Parsed<ListHandshakesForOrganizationRequest>) => {
      const page = listed([...organization.handshakes.values()], input)
      if (!page.ok) return page
      const { items, ...next } = page.value
      return ok({ Handshakes: items.map((handshake) => handshakeOutput(handshake, organization)), ...next })
    },
  })

interface ListInput {
  readonly Filter?: Parsed<ListHandshakesForAccountRequest>['Filter']
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

/** Invitations have no parents. */
function listed<T>(invitations: readonly T[], input: ListInput) {
  const { ActionType: wanted = 'INVITE', ParentHandshakeId: parent } = input.Filter ?? {}
  if (parent !== undefined && input.Filter?.ActionType !== undefined)
    return err(withReason(invalidInput('You specified too many filter parameters.'), 'MAX_LIMIT_EXCEEDED_FILTER'))
  return pageOf(wanted === 'INVITE' && parent === undefined ? invitations : [], input)
}

/** All organizations have all features. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAllFeatures.html */
export const enableAllFeatures: Operation<object, EnableAllFeaturesResponse> = inOrganization({
  action: 'organizations:EnableAllFeatures',
  by: 'management',
  run: () => err(organizationsError('HandshakeConstraintViolationException')),
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForAccount.html */
export const listHandshakesForAccount: Operation<ListHandshakesForAccountRequest, ListHandshakesForAccountResponse> = {
  requires: () => ok([{ action: 'organizations:ListHandshakesForAccount', resource: '*' }]),
  run: (input, call, { organizations }) => {
    const account = callerAccount(call)
    const own = [...organizations.organizations.values()].flatMap((organization) =>
      [...organization.handshakes.values()]
        .filter((handshake) => handshake.account === account)
        .map((handshake) => handshakeOutput(handshake, organization)),
    )
    const page = listed(own, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Handshakes: [...items], ...next })
  },
}
