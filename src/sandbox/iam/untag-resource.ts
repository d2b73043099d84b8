import type {
  UntagInstanceProfileRequest,
  UntagMFADeviceRequest,
  UntagOpenIDConnectProviderRequest,
  UntagPolicyRequest,
  UntagRoleRequest,
  UntagSAMLProviderRequest,
  UntagServerCertificateRequest,
  UntagUserRequest,
} from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { permission } from './permission.ts'
import {
  type Taggable,
  taggableInstanceProfiles,
  taggableMfaDevices,
  taggablePolicies,
  taggableProviders,
  taggableRoles,
  taggableSamlProviders,
  taggableServerCertificates,
  taggableUsers,
} from './taggable.ts'
import { withoutTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html */
export const untagUser: Operation<UntagUserRequest, object> = untagResource(taggableUsers, ({ UserName, TagKeys }) => [UserName, TagKeys])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html */
export const untagRole: Operation<UntagRoleRequest, object> = untagResource(taggableRoles, ({ RoleName, TagKeys }) => [RoleName, TagKeys])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html */
export const untagPolicy: Operation<UntagPolicyRequest, object> = untagResource(taggablePolicies, ({ PolicyArn, TagKeys }) => [
  PolicyArn,
  TagKeys,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html */
export const untagInstanceProfile: Operation<UntagInstanceProfileRequest, object> = untagResource(
  taggableInstanceProfiles,
  ({ InstanceProfileName, TagKeys }) => [InstanceProfileName, TagKeys],
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html */
export const untagOpenIdConnectProvider: Operation<UntagOpenIDConnectProviderRequest, object> = untagResource(
  taggableProviders,
  ({ OpenIDConnectProviderArn, TagKeys }) => [OpenIDConnectProviderArn, TagKeys],
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html */
export const untagSamlProvider: Operation<UntagSAMLProviderRequest, object> = untagResource(
  taggableSamlProviders,
  ({ SAMLProviderArn, TagKeys }) => [SAMLProviderArn, TagKeys],
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html */
export const untagMfaDevice: Operation<UntagMFADeviceRequest, object> = untagResource(taggableMfaDevices, ({ SerialNumber, TagKeys }) => [
  SerialNumber,
  TagKeys,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagServerCertificate.html */
export const untagServerCertificate: Operation<UntagServerCertificateRequest, object> = untagResource(
  taggableServerCertificates,
  ({ ServerCertificateName, TagKeys }) => [ServerCertificateName, TagKeys],
)

/** A key that is not there is removed without a word. */
function untagResource<Input>(
  type: Taggable,
  read: (input: Parsed<Input>) => readonly [name: string, keys: readonly string[]],
): Operation<Input, object> {
  return {
    requires: (input, call, stores) => {
      const [name, keys] = read(input)
      return ok([permission(`iam:Untag${type.title}`, type.subject(name, call, stores), { context: { 'aws:TagKeys': keys } })])
    },
    run: (input, call, stores) => {
      const [name, keys] = read(input)
      const resource = type.findOwn(name, call, stores)
      if (!resource.ok) return resource
      resource.value.tags = withoutTags(resource.value.tags, keys, type.keys)
      return ok({})
    },
  }
}
