import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  DescribePolicyRequest,
  DescribePolicyResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  Policy as ModelPolicy,
  UpdatePolicyRequest,
  UpdatePolicyResponse,
} from '@aws-sdk/client-organizations'
import { err, ok, type Result } from '../../base/result.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { Policy } from '../../policy/policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import type { ContextKeys, Operation, Parsed } from '../operation.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { organizationsId } from './new-organization.ts'
import { policyOutput } from './output.ts'
import { pageOf } from './page.ts'
import { type ControlPolicy, type ControlType, controlTypes, type Organization } from './store.ts'
import { keepTags } from './tags.ts'
import { policyArn } from './target.ts'

/** Other types of policies decide over no request. */
export function parseType(type: string): Result<ControlType, AwsError> {
  const known = controlTypes.find((each) => each === type)
  return known === undefined ? err({ ...notImplemented(`the policy type ${type}`), status: 400 }) : ok(known)
}

const policyTypes = { SERVICE_CONTROL_POLICY: 'serviceControl', RESOURCE_CONTROL_POLICY: 'resourceControl' } as const

function parseContent(text: string, type: ControlType): Result<Policy, AwsError> {
  const refused = refusePolicy(text, policyTypes[type])
  if (refused !== undefined) return err({ code: refused.code, message: refused.message, status: 400 })
  const policy = parsePolicyText(text, 'policy', policyTypes[type])
  if (!policy.ok) throw new Error('internal error: a policy that Organizations takes does not parse')
  return policy
}

export const typeContext = ({ policies }: Organization, id: string): ContextKeys => ({ 'organizations:PolicyType': policies.get(id)?.type })

export function findPolicy({ policies }: Organization, id: string): Result<ControlPolicy, AwsError> {
  const policy = policies.get(id)
  return policy === undefined ? err(organizationsError('PolicyNotFoundException')) : ok(policy)
}

/** For changes: AWS's own stay as they are. */
function findOwn(organization: Organization, id: string): Result<ControlPolicy, AwsError> {
  const policy = findPolicy(organization, id)
  return policy.ok && policy.value.awsManaged ? err(invalidInput('You cannot change a policy that AWS manages.')) : policy
}

const isNameTaken = ({ policies }: Organization, name: string, type: ControlType, but?: ControlPolicy): boolean =>
  [...policies.values()].some((other) => other !== but && other.name === name && other.type === type)

const wholeOutput = (policy: ControlPolicy): ModelPolicy => ({ PolicySummary: policyOutput(policy), Content: policy.text })

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
export const createPolicy: Operation<CreatePolicyRequest, CreatePolicyResponse> = inOrganization({
  action: 'organizations:CreatePolicy',
  by: 'delegate',
  context: (_organization, { Type }: Parsed<CreatePolicyRequest>) => ({ 'organizations:PolicyType': Type }),
  tags: ({ Tags }) => Tags,
  run: (organization, { Content, Description, Name, Type, Tags }, { random }) => {
    const type = parseType(Type)
    if (!type.ok) return type
    const policy = parseContent(Content, type.value)
    if (!policy.ok) return policy
    if (isNameTaken(organization, Name, type.value)) return err(organizationsError('DuplicatePolicyException'))
    const id = organizationsId('p-', 10, random)
    const arn = organization.arn('policy', type.value.toLowerCase(), id)
    const created: ControlPolicy = {
      id,
      arn,
      type: type.value,
      awsManaged: false,
      name: Name,
      description: Description,
      text: Content,
      policy: policy.value,
    }
    organization.policies.set(id, created)
    keepTags(organization, id, Tags)
    return ok({ Policy: wholeOutput(created) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html */
export const updatePolicy: Operation<UpdatePolicyRequest, UpdatePolicyResponse> = inOrganization({
  action: 'organizations:UpdatePolicy',
  by: 'delegate',
  resources: (organization, { PolicyId }) => [policyArn(organization, PolicyId)],
  context: (organization, { PolicyId }) => typeContext(organization, PolicyId),
  run: (organization, { PolicyId, Content, Description, Name }: Parsed<UpdatePolicyRequest>) => {
    const found = findOwn(organization, PolicyId)
    if (!found.ok) return found
    const policy = found.value
    const content = Content === undefined ? ok(policy.policy) : parseContent(Content, policy.type)
    if (!content.ok) return content
    if (Name !== undefined && isNameTaken(organization, Name, policy.type, policy))
      return err(organizationsError('DuplicatePolicyException'))
    Object.assign(policy, {
      text: Content ?? policy.text,
      policy: content.value,
      name: Name ?? policy.name,
      description: Description ?? policy.description,
    })
    return ok({ Policy: wholeOutput(policy) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy: Operation<DeletePolicyRequest, object> = inOrganization({
  action: 'organizations:DeletePolicy',
  by: 'delegate',
  resources: (organization, { PolicyId }) => [policyArn(organization, PolicyId)],
  context: (organization, { PolicyId }) => typeContext(organization, PolicyId),
  run: (organization, { PolicyId }: Parsed<DeletePolicyRequest>) => {
    const policy = findOwn(organization, PolicyId)
    if (!policy.ok) return policy
    if (organization.targetsOf(PolicyId).length > 0) return err(organizationsError('PolicyInUseException'))
    organization.policies.delete(PolicyId)
    organization.tags.delete(PolicyId)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html */
export const describePolicy: Operation<DescribePolicyRequest, DescribePolicyResponse> = inOrganization({
  action: 'organizations:DescribePolicy',
  by: 'reader',
  resources: (organization, { PolicyId }) => [policyArn(organization, PolicyId)],
  context: (organization, { PolicyId }) => typeContext(organization, PolicyId),
  run: (organization, { PolicyId }: Parsed<DescribePolicyRequest>) => {
    const policy = findPolicy(organization, PolicyId)
    return policy.ok ? ok({ Policy: wholeOutput(policy.value) }) : policy
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html */
export const listPolicies: Operation<ListPoliciesRequest, ListPoliciesResponse> = inOrganization({
  action: 'organizations:ListPolicies',
  by: 'reader',
  context: (_organization, { Filter }) => ({ 'organizations:PolicyType': Filter }),
  run: (organization, input: Parsed<ListPoliciesRequest>) => {
    const type = parseType(input.Filter)
    if (!type.ok) return type
    const page = pageOf(
      [...organization.policies.values()].filter((policy) => policy.type === type.value),
      input,
    )
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Policies: items.map(policyOutput), ...next })
  },
})
