import type { CloseAccountRequest } from '@aws-sdk/client-organizations'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { constraintViolation, organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import type { Organization } from './store.ts'
import { targetArn } from './target.ts'

/** The account is closed at once, and its keys count no more; AWS takes minutes. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html */
export const closeAccount: Operation<CloseAccountRequest, object> = inOrganization({
  action: 'organizations:CloseAccount',
  by: 'management',
  resources: (organization, { AccountId }) => [targetArn(organization, AccountId)],
  run: (organization, { AccountId }: Parsed<CloseAccountRequest>, { now }) => {
    const member = organization.member(AccountId)
    if (member === undefined) return err(organizationsError('AccountNotFoundException'))
    if (member.id === organization.managementAccount)
      return err(constraintViolation('You cannot close the management account of the organization.'))
    if (member.closedAt !== undefined) return err(organizationsError('AccountAlreadyClosedException'))
    if (closedLately(organization, now) >= quota(organization))
      return err(constraintViolation('You have exceeded close account quota for the past 30 days.'))
    member.closedAt = now
    return ok({})
  },
})

const closedLately = ({ members }: Organization, now: Date): number =>
  [...members.values()].filter(({ closedAt }) => closedAt !== undefined && now.getTime() - closedAt.getTime() < 30 * 86_400_000).length

/** A tenth of the accounts, but 10 at least and 1,000 at most, in 30 days. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const quota = ({ members }: Organization): number => Math.min(1000, Math.max(10, Math.floor(members.size / 10)))
