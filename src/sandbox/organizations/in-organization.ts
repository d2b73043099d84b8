import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notManagement, organizationsError } from './errors.ts'
import type { Organization } from './store.ts'

/** An `Operation` whose input is known as parsed. */
export interface OperationOf<Input, Output extends object> {
  readonly requires: (input: Input, call: Call, stores: Stores) => Result<readonly Permission[], AwsError>
  readonly run: (input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

interface OrganizationOperation<Input, Output> {
  readonly action: `organizations:${string}`
  /** Who may ask at all; there are no delegated administrators. */
  readonly by: 'management' | 'member'
  /** ARNs of what it is about, each of which needs the permission; `*` when absent. */
  readonly resources?: (organization: Organization, input: Input) => readonly string[]
  readonly context?: (organization: Organization, input: Input) => ContextKeys
  readonly run: (organization: Organization, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

/** An operation within the organization of the caller. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_permissions_overview.html */
export const inOrganization = <Input, Output extends object>(
  operation: OrganizationOperation<Input, Output>,
): OperationOf<Input, Output> => {
  const { action, by, resources = () => ['*'], context = () => ({}), run } = operation
  return {
    requires: (input, call, stores) => {
      const organization = find(call, stores, by)
      if (!organization.ok) return organization
      const { managementAccount } = organization.value
      const keys = context(organization.value, input)
      return ok(
        resources(organization.value, input).map((resource) => ({
          action,
          resource,
          context: keys,
          ...(resource === '*' ? {} : { resourceAccount: managementAccount }),
        })),
      )
    },
    run: (input, call, stores) => {
      const organization = find(call, stores, by)
      return organization.ok ? run(organization.value, input, call, stores) : organization
    },
  }
}

function find({ caller }: Call, { organizations }: Stores, by: 'management' | 'member'): Result<Organization, AwsError> {
  const organization = organizations.of(caller.account)
  if (organization === undefined) return err(organizationsError('AWSOrganizationsNotInUseException'))
  return by === 'management' && caller.account !== organization.managementAccount ? err(notManagement) : ok(organization)
}

/** The caller's account, which an organization knows. */
export function callerAccount({ caller }: Call): AccountId {
  if (caller.account === undefined) throw new Error('internal error: Organizations takes no anonymous requests')
  return caller.account
}
