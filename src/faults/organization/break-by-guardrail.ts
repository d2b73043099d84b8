import { worker } from '../../connectors/s3-needs.ts'
import { breakBy } from '../break-grant.ts'
import { holderIn, holderOf } from '../holder.ts'
import type { SetUp } from '../set-up.ts'
import { joinOrganization, type OrganizationPolicy } from './join-organization.ts'

/** Binds an account by a policy of an organization; undefined where it has one already, or where the connection does not mind. */
export function breakByGuardrail(setUp: SetUp, account: string, policy: OrganizationPolicy): SetUp | undefined {
  const fixture = joinOrganization(setUp.fixture, account, policy)
  return fixture === undefined ? undefined : breakBy({ ...setUp, fixture }, [])
}

/** As `breakByGuardrail`, of the account of whoever works with the bucket. */
export function breakByScp(setUp: SetUp, policy: Omit<OrganizationPolicy, 'kind'>): SetUp | undefined {
  const holder = holderOf(setUp.fixture, worker(setUp.connection))
  const account = holder === undefined ? undefined : holderIn(setUp.fixture, holder)?.account
  return account === undefined ? undefined : breakByGuardrail(setUp, account, { ...policy, kind: 'scp' })
}
