import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notManagement, organizationsError } from './errors.ts'
import type { Organization } from './store.ts'
import { parseTags, type Tag } from './tags.ts'

/** An `Operation` whose input is known as parsed. */
export interface OperationOf<Input, Output extends object> {
  readonly requires: (input: Input, call: Call, stores: Stores) => Result<readonly Permission[], AwsError>
  readonly run: (input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

/**
 * Who may ask at all: the management account, any member; to read the management account and delegated administrators; and what can be delegated,
 * which is to read and to manage policies, whomever the resource policy of the organization lets.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
type By = 'management' | 'member' | 'reader' | 'delegate'

interface OrganizationOperation<Input, Output> {
  readonly action: `organizations:${string}`
  readonly by: By
  /** ARNs of what it is about, each of which needs the permission; `*` when absent. */
  readonly resources?: (organization: Organization, input: Input) => readonly string[]
  readonly context?: (organization: Organization, input: Input) => ContextKeys
  /** Tags that the request brings. */
  readonly tags?: (input: Input) => readonly Tag[] | undefined
  readonly run: (organization: Organization, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

/** An operation within the organization of the caller. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_permissions_overview.html */
export const inOrganization = <Input, Output extends object>(
  operation: OrganizationOperation<Input, Output>,
): OperationOf<Input, Output> => {
  const { action, by, resources = () => ['*'], context = () => ({}), tags: bring = () => undefined, run } = operation
  return {
    requires: (input, call, stores) => {
      const organization = find(call, stores)
      if (!organization.ok) return organization
      const way = wayOf(by, organization.value, call, stores)
      if (!way.ok) return way
      const tags = parseTags(bring(input) ?? [])
      if (!tags.ok) return tags
      const shared = {
        action,
        context: context(organization.value, input),
        ...(bring(input) === undefined ? {} : { requestTags: tags.value }),
      }
      return ok(
        resources(organization.value, input).map((resource) => ({
          ...shared,
          resource,
          ...tagsOf(resource, organization.value),
          ...way.value(resource),
        })),
      )
    },
    run: (input, call, stores) => {
      const organization = find(call, stores)
      return organization.ok ? run(organization.value, input, call, stores) : organization
    },
  }
}

function tagsOf(resource: string, { tags }: Organization): Pick<Permission, 'resourceTags'> {
  const own = tags.get(resource.slice(resource.lastIndexOf('/') + 1))
  return own === undefined ? {} : { resourceTags: own }
}

type Way = (resource: string) => Pick<Permission, 'resourceAccount' | 'policies'>

/** As whom the caller's account asks: as the owner, as a delegated administrator, or as somebody whom the resource policy must let. */
function wayOf(by: By, organization: Organization, { caller }: Call, { iam }: Stores): Result<Way, AwsError> {
  const { managementAccount, resourcePolicy, delegated } = organization
  const policies: Pick<Permission, 'policies'> =
    resourcePolicy === undefined
      ? {}
      : { policies: { resource: { name: resourcePolicy.id, policy: resourcePolicy.document.current(iam).policy } } }
  const owned = (resource: string) => (resource === '*' ? {} : { resourceAccount: managementAccount })
  if (caller.account === managementAccount) return ok((resource) => ({ ...policies, ...owned(resource) }))
  if (by === 'member') return ok(owned)
  const { account } = caller
  if (by === 'reader' && account !== undefined && delegated.has(account)) return ok(() => ({ resourceAccount: account }))
  if (by === 'management' || resourcePolicy === undefined) return err(notManagement)
  return ok(() => ({ ...policies, resourceAccount: managementAccount }))
}

function find({ caller }: Call, { organizations }: Stores): Result<Organization, AwsError> {
  const organization = organizations.of(caller.account)
  return organization === undefined ? err(organizationsError('AWSOrganizationsNotInUseException')) : ok(organization)
}

/** The caller's account, which an organization knows. */
export function callerAccount({ caller }: Call): AccountId {
  if (caller.account === undefined) throw new Error('internal error: Organizations takes no anonymous requests')
  return caller.account
}
