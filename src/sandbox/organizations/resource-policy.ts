import type {
  DescribeResourcePolicyResponse,
  ResourcePolicy as ModelResourcePolicy,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-organizations'
import { err, ok, type Result } from '../../base/result.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { actionsMatching } from '../../policy/reference.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import { ResourceDocument } from '../iam/resource-document.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { constraintViolation, invalidInput, organizationsError, withReason } from './errors.ts'
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
    if (organization.resourcePolicy !== undefined && Tags.length > 0) return err(taggedUpdate)
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

/**
 * The refusals, and that accounts become ARNs, were recorded from AWS (github.com/radkawar/stackd, testdata/aws/iam/organizations_resource_policy.json).
 */
function parseContent(sent: string, { iam }: Stores): Result<ResourceDocument, AwsError> {
  if (sent.length > maxLength) return err(constraintViolation('You have exceeded the maximum policy size.'))
  if (refusePolicy(sent, 'resource') !== undefined) return err(invalidPolicy)
  const text = withRootArns(sent)
  const policy = parsePolicyText(text, 'resource policy', 'resource')
  if (!policy.ok) throw new Error('internal error: a policy that Organizations takes does not parse')
  const accounts = [...text.matchAll(/"arn:aws:iam::(\d{12}):root"/g)].map(([, account]) => account)
  if (accounts.some((account) => ![...iam.accounts.keys()].some((id) => id === account))) return err(invalidPolicy)
  const refused = refuseElements(statementsOf(text))
  if (refused !== undefined) return err(refused)
  const document = ResourceDocument.of({ text, policy: policy.value }, 'resource', iam)
  return document.ok ? document : err(invalidPolicy)
}

const invalidPolicy = withReason(invalidInput('This resource-based policy contains invalid JSON.'), 'INVALID_RESOURCE_POLICY_JSON')

const taggedUpdate = withReason(
  constraintViolation('Adding tags on updating an existing resource-based policy is not supported.'),
  'UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED',
)

type Written = Readonly<Record<string, unknown>>

const statementsOf = (text: string): readonly Written[] => [(JSON.parse(text) as { Statement: Written | Written[] }).Statement].flat()

/** Without white space, and with the ARN of an account's root where its number stands. */
function withRootArns(text: string): string {
  const rooted = (value: unknown): unknown => (typeof value === 'string' && /^\d{12}$/.test(value) ? `arn:aws:iam::${value}:root` : value)
  return JSON.stringify(JSON.parse(text), (name, value: unknown) =>
    name === 'AWS' ? (Array.isArray(value) ? value.map(rooted) : rooted(value)) : value,
  )
}

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs-policy-delegate-update.html */
function refuseElements(statements: readonly Written[]): AwsError | undefined {
  if (statements.some((each) => ['NotAction', 'NotResource', 'NotPrincipal'].some((name) => name in each))) return invalidPolicy
  const actions = statements.flatMap(({ Action }) => [Action].flat() as string[])
  const refused = actions.find((action) => !isDelegable(action))
  if (refused === undefined) return undefined
  const message = `${refused} is not a supported action for this resource-based policy.`
  return withReason(invalidInput(message), 'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY')
}

/** What may be delegated besides all that only reads. */
const delegableWrites: ReadonlySet<string> = new Set(
  [
    'AttachPolicy',
    'CreatePolicy',
    'DeletePolicy',
    'DetachPolicy',
    'DisablePolicyType',
    'EnablePolicyType',
    'TagResource',
    'UntagResource',
    'UpdatePolicy',
  ].map((name) => `organizations:${name}`),
)

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/security_iam_resource-based-policy-examples.html */
const isDelegable = (action: string): boolean =>
  action.toLowerCase().startsWith('organizations:') &&
  actionsMatching(action).every(({ action: name, access }) => access === 'Read' || access === 'List' || delegableWrites.has(name))

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
