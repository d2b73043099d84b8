import type {
  AttachPolicyRequest,
  DetachPolicyRequest,
  DisablePolicyTypeRequest,
  DisablePolicyTypeResponse,
  EnablePolicyTypeRequest,
  EnablePolicyTypeResponse,
  ListPoliciesForTargetRequest,
  ListPoliciesForTargetResponse,
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse,
} from '@aws-sdk/client-organizations'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { constraintViolation, organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { fullAccessIds } from './new-organization.ts'
import { policyOutput, rootOutput } from './output.ts'
import { pageOf } from './page.ts'
import { findPolicy, parseType, typeContext } from './policy.ts'
import { policyArn, targetArn, targetOutput } from './target.ts'

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const mostAttached = 5

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
export const attachPolicy: Operation<AttachPolicyRequest, object> = inOrganization({
  action: 'organizations:AttachPolicy',
  by: 'delegate',
  resources: (organization, { PolicyId, TargetId }) => [policyArn(organization, PolicyId), targetArn(organization, TargetId)],
  context: (organization, { PolicyId }) => typeContext(organization, PolicyId),
  run: (organization, { PolicyId, TargetId }: Parsed<AttachPolicyRequest>) => {
    const policy = findPolicy(organization, PolicyId)
    if (!policy.ok) return policy
    if (organization.pathTo(TargetId).length === 0) return err(organizationsError('TargetNotFoundException'))
    if (!organization.enabledTypes.has(policy.value.type)) return err(organizationsError('PolicyTypeNotEnabledException'))
    const attached = organization.attachedTo(TargetId, policy.value.type)
    if (attached.includes(policy.value)) return err(organizationsError('DuplicatePolicyAttachmentException'))
    if (attached.length >= mostAttached)
      return err(constraintViolation('You have attached the maximum number of policies to the specified target.'))
    organization.attach(PolicyId, TargetId)
    return ok({})
  },
})

/** The last service control policy stays: without one nothing would be allowed. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html */
export const detachPolicy: Operation<DetachPolicyRequest, object> = inOrganization({
  action: 'organizations:DetachPolicy',
  by: 'delegate',
  resources: (organization, { PolicyId, TargetId }) => [policyArn(organization, PolicyId), targetArn(organization, TargetId)],
  context: (organization, { PolicyId }) => typeContext(organization, PolicyId),
  run: (organization, { PolicyId, TargetId }: Parsed<DetachPolicyRequest>) => {
    const policy = findPolicy(organization, PolicyId)
    if (!policy.ok) return policy
    if (organization.pathTo(TargetId).length === 0) return err(organizationsError('TargetNotFoundException'))
    if (organization.attachments.get(TargetId)?.has(PolicyId) !== true) return err(organizationsError('PolicyNotAttachedException'))
    const { type } = policy.value
    if (type === 'RESOURCE_CONTROL_POLICY' && policy.value.awsManaged)
      return err(constraintViolation('RCPFullAWSAccess cannot be detached.'))
    if (organization.attachedTo(TargetId, type).length === 1)
      return err(constraintViolation('You cannot remove the last service control policy from the specified target.'))
    organization.attachments.get(TargetId)?.delete(PolicyId)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html */
export const enablePolicyType: Operation<EnablePolicyTypeRequest, EnablePolicyTypeResponse> = inOrganization({
  action: 'organizations:EnablePolicyType',
  by: 'delegate',
  resources: (organization, { RootId }) => [targetArn(organization, RootId)],
  context: (_organization, { PolicyType }) => ({ 'organizations:PolicyType': PolicyType }),
  run: (organization, { RootId, PolicyType }: Parsed<EnablePolicyTypeRequest>) => {
    const type = parseType(PolicyType)
    if (!type.ok) return type
    if (RootId !== organization.rootId) return err(organizationsError('RootNotFoundException'))
    if (organization.enabledTypes.has(type.value)) return err(organizationsError('PolicyTypeAlreadyEnabledException'))
    organization.enabledTypes.add(type.value)
    for (const target of organization.targets()) organization.attach(fullAccessIds[type.value], target)
    return ok({ Root: rootOutput(organization) })
  },
})

/** Detaches every policy of the type. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html */
export const disablePolicyType: Operation<DisablePolicyTypeRequest, DisablePolicyTypeResponse> = inOrganization({
  action: 'organizations:DisablePolicyType',
  by: 'delegate',
  resources: (organization, { RootId }) => [targetArn(organization, RootId)],
  context: (_organization, { PolicyType }) => ({ 'organizations:PolicyType': PolicyType }),
  run: (organization, { RootId, PolicyType }: Parsed<DisablePolicyTypeRequest>) => {
    const type = parseType(PolicyType)
    if (!type.ok) return type
    if (RootId !== organization.rootId) return err(organizationsError('RootNotFoundException'))
    if (!organization.enabledTypes.delete(type.value)) return err(organizationsError('PolicyTypeNotEnabledException'))
    for (const target of organization.targets()) {
      for (const { id } of organization.attachedTo(target, type.value)) organization.attachments.get(target)?.delete(id)
    }
    return ok({ Root: rootOutput(organization) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html */
export const listPoliciesForTarget: Operation<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse> = inOrganization({
  action: 'organizations:ListPoliciesForTarget',
  by: 'reader',
  resources: (organization, { TargetId }) => [targetArn(organization, TargetId)],
  context: (_organization, { Filter }) => ({ 'organizations:PolicyType': Filter }),
  run: (organization, input: Parsed<ListPoliciesForTargetRequest>) => {
    const type = parseType(input.Filter)
    if (!type.ok) return type
    if (organization.pathTo(input.TargetId).length === 0) return err(organizationsError('TargetNotFoundException'))
    const page = pageOf(organization.attachedTo(input.TargetId, type.value), input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Policies: items.map(policyOutput), ...next })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html */
export const listTargetsForPolicy: Operation<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse> = inOrganization({
  action: 'organizations:ListTargetsForPolicy',
  by: 'reader',
  resources: (organization, { PolicyId }) => [policyArn(organization, PolicyId)],
  context: (organization, { PolicyId }) => typeContext(organization, PolicyId),
  run: (organization, input: Parsed<ListTargetsForPolicyRequest>) => {
    const policy = findPolicy(organization, input.PolicyId)
    if (!policy.ok) return policy
    const page = pageOf(organization.targetsOf(input.PolicyId), input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Targets: items.map((id) => targetOutput(organization, id)), ...next })
  },
})
