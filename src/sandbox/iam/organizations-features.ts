import type { FeatureType, ListOrganizationsFeaturesResponse } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation } from '../operation.ts'
import type { Organization } from '../organizations/store.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { type Action, permission } from './permission.ts'

/** As whom IAM acts in an organization, and as whom member accounts administer it there. */
export const iamPrincipal = 'iam.amazonaws.com'

type By = 'management' | 'administrator'

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 */
export const listOrganizationsFeatures = featuresOperation('iam:ListOrganizationsFeatures', 'administrator', (enabled) => enabled)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootCredentialsManagement.html */
export const enableOrganizationsRootCredentialsManagement = featuresOperation(
  'iam:EnableOrganizationsRootCredentialsManagement',
  'management',
  adding('RootCredentialsManagement'),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootSessions.html */
export const enableOrganizationsRootSessions = featuresOperation(
  'iam:EnableOrganizationsRootSessions',
  'management',
  adding('RootSessions'),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOrganizationsRootCredentialsManagement.html */
export const disableOrganizationsRootCredentialsManagement = featuresOperation(
  'iam:DisableOrganizationsRootCredentialsManagement',
  'administrator',
  removing('RootCredentialsManagement'),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOrganizationsRootSessions.html */
export const disableOrganizationsRootSessions = featuresOperation(
  'iam:DisableOrganizationsRootSessions',
  'administrator',
  removing('RootSessions'),
)

type Features = readonly FeatureType[]

function adding(feature: FeatureType): (enabled: Features) => Features {
  return (enabled) => [...new Set([...enabled, feature])].sort((one, other) => one.localeCompare(other))
}

function removing(feature: FeatureType): (enabled: Features) => Features {
  return (enabled) => enabled.filter((each) => each !== feature)
}

/**
 * Reads or changes what is enabled of centralized root access; all five operations answer alike. That policies are asked first was recorded
 * (github.com/radkawar/stackd, testdata/aws/iam/root_access.json).
 */
function featuresOperation(
  action: Action,
  by: By,
  change: (enabled: Features) => Features,
): Operation<object, ListOrganizationsFeaturesResponse> {
  return {
    requires: () => ok([permission(action, { arn: '*' })]),
    run: (_input, call, stores) => {
      const organization = findOrganization(by, call, stores)
      if (!organization.ok) return organization
      const { id } = organization.value
      const before = stores.iam.rootFeatures.get(id) ?? []
      const after = change(before)
      if (after.join() !== before.join()) stores.iam.rootFeatures.set(id, after)
      return ok({ OrganizationId: id, EnabledFeatures: [...after] })
    },
  }
}

/**
 * Which operations list which errors says who may call: the management account alone enables (inferred from that). The sentence about trusted access
 * was recorded, the others are those of the documentation.
 */
function findOrganization(by: By, call: Call, stores: Stores): Result<Organization, AwsError> {
  const { id: account } = callerAccount(call, stores)
  const organization = stores.organizations.of(account)
  if (organization === undefined)
    return err(refusal('OrganizationNotFound', 'The request was rejected because no organization is associated with your account.'))
  if (!organization.serviceAccess.has(iamPrincipal))
    return err(refusal('ServiceAccessNotEnabled', `Trusted Access for IAM not enabled by organization of input account ${account}.`))
  if (!organization.administers(account, iamPrincipal))
    return err(refusal('AccountNotManagementOrDelegatedAdministrator', notAdministrator))
  return by === 'management' && account !== organization.managementAccount
    ? err(refusal('CallerIsNotManagementAccount', notManagement))
    : ok(organization)
}

const notAdministrator =
  'The request was rejected because the account making the request is not the management account or delegated administrator account for centralized root access.'
const notManagement = 'The request was rejected because the account making the request is not the management account for the organization.'

const refusal = (code: string, message: string): AwsError => ({ code: `${code}Exception`, message })
