import type {
  ListInstanceProfileTagsRequest,
  ListInstanceProfileTagsResponse,
  ListMFADeviceTagsRequest,
  ListMFADeviceTagsResponse,
  ListOpenIDConnectProviderTagsRequest,
  ListOpenIDConnectProviderTagsResponse,
  ListPolicyTagsRequest,
  ListPolicyTagsResponse,
  ListRoleTagsRequest,
  ListRoleTagsResponse,
  ListSAMLProviderTagsRequest,
  ListSAMLProviderTagsResponse,
  ListServerCertificateTagsRequest,
  ListServerCertificateTagsResponse,
  ListUserTagsRequest,
  ListUserTagsResponse,
} from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { type PageRequest, page } from './page.ts'
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
import { formatTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html */
export const listUserTags: Operation<ListUserTagsRequest, ListUserTagsResponse> = listTags(taggableUsers, ({ UserName }) => UserName)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html */
export const listRoleTags: Operation<ListRoleTagsRequest, ListRoleTagsResponse> = listTags(taggableRoles, ({ RoleName }) => RoleName)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html */
export const listPolicyTags: Operation<ListPolicyTagsRequest, ListPolicyTagsResponse> = listTags(
  taggablePolicies,
  ({ PolicyArn }) => PolicyArn,
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html */
export const listInstanceProfileTags: Operation<ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse> = listTags(
  taggableInstanceProfiles,
  ({ InstanceProfileName }) => InstanceProfileName,
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html */
export const listOpenIdConnectProviderTags: Operation<ListOpenIDConnectProviderTagsRequest, ListOpenIDConnectProviderTagsResponse> =
  listTags(taggableProviders, ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviderTags.html */
export const listSamlProviderTags: Operation<ListSAMLProviderTagsRequest, ListSAMLProviderTagsResponse> = listTags(
  taggableSamlProviders,
  ({ SAMLProviderArn }) => SAMLProviderArn,
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html */
export const listMfaDeviceTags: Operation<ListMFADeviceTagsRequest, ListMFADeviceTagsResponse> = listTags(
  taggableMfaDevices,
  ({ SerialNumber }) => SerialNumber,
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificateTags.html */
export const listServerCertificateTags: Operation<ListServerCertificateTagsRequest, ListServerCertificateTagsResponse> = listTags(
  taggableServerCertificates,
  ({ ServerCertificateName }) => ServerCertificateName,
)

function listTags<Input extends PageRequest>(
  type: Taggable,
  read: (input: Parsed<Input>) => string,
): Operation<Input, ListUserTagsResponse> {
  return {
    requires: (input, call, stores) => ok([permission(`iam:List${type.title}Tags`, type.subject(read(input), call, stores))]),
    run: (input, call, stores) => {
      const resource = type.find(read(input), call, stores)
      if (!resource.ok) return resource
      const shown = page(formatTags(resource.value.tags), ({ Key }) => Key, input)
      return shown.ok ? ok({ Tags: [...shown.value.items], ...shown.value.facts }) : shown
    },
  }
}
