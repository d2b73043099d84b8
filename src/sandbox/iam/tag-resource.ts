import type {
  TagInstanceProfileRequest,
  TagMFADeviceRequest,
  TagOpenIDConnectProviderRequest,
  TagPolicyRequest,
  TagRoleRequest,
  TagSAMLProviderRequest,
  TagServerCertificateRequest,
  TagUserRequest,
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
import { parseTags, type Tag, withTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html */
export const tagUser: Operation<TagUserRequest, object> = tagResource(taggableUsers, ({ UserName, Tags }) => [UserName, Tags])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html */
export const tagRole: Operation<TagRoleRequest, object> = tagResource(taggableRoles, ({ RoleName, Tags }) => [RoleName, Tags])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html */
export const tagPolicy: Operation<TagPolicyRequest, object> = tagResource(taggablePolicies, ({ PolicyArn, Tags }) => [PolicyArn, Tags])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html */
export const tagInstanceProfile: Operation<TagInstanceProfileRequest, object> = tagResource(
  taggableInstanceProfiles,
  ({ InstanceProfileName, Tags }) => [InstanceProfileName, Tags],
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html */
export const tagOpenIdConnectProvider: Operation<TagOpenIDConnectProviderRequest, object> = tagResource(
  taggableProviders,
  ({ OpenIDConnectProviderArn, Tags }) => [OpenIDConnectProviderArn, Tags],
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html */
export const tagSamlProvider: Operation<TagSAMLProviderRequest, object> = tagResource(
  taggableSamlProviders,
  ({ SAMLProviderArn, Tags }) => [SAMLProviderArn, Tags],
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html */
export const tagMfaDevice: Operation<TagMFADeviceRequest, object> = tagResource(taggableMfaDevices, ({ SerialNumber, Tags }) => [
  SerialNumber,
  Tags,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagServerCertificate.html */
export const tagServerCertificate: Operation<TagServerCertificateRequest, object> = tagResource(
  taggableServerCertificates,
  ({ ServerCertificateName, Tags }) => [ServerCertificateName, Tags],
)

function tagResource<Input>(
  type: Taggable,
  read: (input: Parsed<Input>) => readonly [name: string, tags: readonly Tag[]],
): Operation<Input, object> {
  return {
    requires: (input, call, stores) => {
      const [name, given] = read(input)
      const tags = parseTags(given, type.keys)
      if (!tags.ok) return tags
      return ok([permission(`iam:Tag${type.title}`, type.subject(name, call, stores), { requestTags: tags.value })])
    },
    run: (input, call, stores) => {
      const [name, given] = read(input)
      const resource = type.findOwn(name, call, stores)
      if (!resource.ok) return resource
      const added = parseTags(given, type.keys)
      if (!added.ok) return added
      const tags = withTags(resource.value.tags, added.value, type.keys)
      if (!tags.ok) return tags
      resource.value.tags = tags.value
      return ok({})
    },
  }
}
