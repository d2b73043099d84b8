import type {
  DescribeResourcePolicyResponse,
  ResourcePolicy as ModelResourcePolicy,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-organizations'
import { err, ok, type Result } from '../../base/result.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import { ResourceDocument } from '../iam/resource-document.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { constraintViolation, invalidInput, organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { organizationsId } from './new-organization.ts'
import type { Organization, OrganizationPolicy } from './store.ts'
import { addTags, parseTags } from './tags.ts'

/**
 * Lets members read the organization and manage its policies, as their own IAM policies let them too.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html
 */
export const putResourcePolicy: Operation<PutResourcePolicyRequest, PutResourcePolicyResponse> = inOrganization({
  action: 'organizations:PutResourcePolicy',
  by: 'management',
  resources: (organization) => [organization.resourcePolicy?.arn ?? organization.arn('resourcepolicy', 'rp-*')],
  tags: ({ Tags }: Parsed<PutResourcePolicyRequest>) => Tags,
  run: (organization, { Content, Tags = [] }, { random }, stores) => {
    const document = parseContent(Content, stores)
    if (!document.ok) return document
    const tags = parseTags(Tags)
    if (!tags.ok) return tags
    const id = organization.resourcePolicy?.id ?? organizationsId('rp-', 8, random)
    const refused = Tags.length === 0 ? undefined : addTags(organization, id, tags.value)
    if (refused !== undefined) return err(refused)
    organization.resourcePolicy = { id, arn: organization.arn('resourcepolicy', id), document: document.value }
    return ok({ ResourcePolicy: outputOf(organization.resourcePolicy, stores) })
  },
})

/** 40,000 characters. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const maxLength = 40_000

/** The words for a malformed policy are inferred. */
function parseContent(text: string, { iam }: Stores): Result<ResourceDocument, AwsError> {
  if (text.length > maxLength) return err(constraintViolation('You have exceeded the maximum policy size.'))
  const refused = refusePolicy(text, 'resource')
  if (refused !== undefined) return err(invalidInput(refused.message))
  const policy = parsePolicyText(text, 'resource policy', 'resource')
  if (!policy.ok) throw new Error('internal error: a policy that Organizations takes does not parse')
  const document = ResourceDocument.of({ text, policy: policy.value }, 'resource', iam)
  return document.ok ? document : err(invalidInput(`Invalid principal in policy: ${document.error}`))
}

const outputOf = ({ id, arn, document }: OrganizationPolicy, { iam }: Stores): ModelResourcePolicy => ({
  ResourcePolicySummary: { Id: id, Arn: arn },
  Content: document.current(iam).text,
})

const find = ({ resourcePolicy }: Organization): Result<OrganizationPolicy, AwsError> =>
  resourcePolicy === undefined ? err(organizationsError('ResourcePolicyNotFoundException')) : ok(resourcePolicy)

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResourcePolicy.html */
export const describeResourcePolicy: Operation<object, DescribeResourcePolicyResponse> = inOrganization({
  action: 'organizations:DescribeResourcePolicy',
  by: 'reader',
  run: (organization, _input, _call, stores) => {
    const policy = find(organization)
    return policy.ok ? ok({ ResourcePolicy: outputOf(policy.value, stores) }) : policy
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy: Operation<object, object> = inOrganization({
  action: 'organizations:DeleteResourcePolicy',
  by: 'management',
  run: (organization) => {
    const policy = find(organization)
    if (!policy.ok) return policy
    organization.tags.delete(policy.value.id)
    delete organization.resourcePolicy
    return ok({})
  },
})
