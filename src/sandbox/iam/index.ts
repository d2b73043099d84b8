import type { Operations } from '../operation.ts'
import {
  generateServiceLastAccessedDetails,
  getServiceLastAccessedDetails,
  getServiceLastAccessedDetailsWithEntities,
} from './access-report.ts'
import { deleteAccountPasswordPolicy, getAccountPasswordPolicy, updateAccountPasswordPolicy } from './account-password-policy.ts'
import { addClientIdToOpenIdConnectProvider } from './add-client-id-to-open-id-connect-provider.ts'
import { addRoleToInstanceProfile } from './add-role-to-instance-profile.ts'
import { addUserToGroup } from './add-user-to-group.ts'
import { attachGroupPolicy, attachRolePolicy, attachUserPolicy } from './attach-policy.ts'
import { changePassword } from './change-password.ts'
import { createAccessKey } from './create-access-key.ts'
import { createAccountAlias } from './create-account-alias.ts'
import { createGroup } from './create-group.ts'
import { createInstanceProfile } from './create-instance-profile.ts'
import { createLoginProfile } from './create-login-profile.ts'
import { createOpenIdConnectProvider } from './create-open-id-connect-provider.ts'
import { createPolicy } from './create-policy.ts'
import { createPolicyVersion } from './create-policy-version.ts'
import { createRole } from './create-role.ts'
import { createServiceLinkedRole } from './create-service-linked-role.ts'
import { createUser } from './create-user.ts'
import { generateCredentialReport, getCredentialReport } from './credential-report.ts'
import { deleteAccessKey } from './delete-access-key.ts'
import { deleteAccountAlias } from './delete-account-alias.ts'
import { deleteGroup } from './delete-group.ts'
import { deleteGroupPolicy, deleteRolePolicy, deleteUserPolicy } from './delete-inline-policy.ts'
import { deleteInstanceProfile } from './delete-instance-profile.ts'
import { deleteLoginProfile } from './delete-login-profile.ts'
import { deleteOpenIdConnectProvider } from './delete-open-id-connect-provider.ts'
import { deleteRolePermissionsBoundary, deleteUserPermissionsBoundary } from './delete-permissions-boundary.ts'
import { deletePolicy } from './delete-policy.ts'
import { deletePolicyVersion } from './delete-policy-version.ts'
import { deleteRole } from './delete-role.ts'
import { deleteServiceLinkedRole } from './delete-service-linked-role.ts'
import { deleteUser } from './delete-user.ts'
import { detachGroupPolicy, detachRolePolicy, detachUserPolicy } from './detach-policy.ts'
import { getAccessKeyLastUsed } from './get-access-key-last-used.ts'
import { getAccountAuthorizationDetails } from './get-account-authorization-details.ts'
import { getAccountSummary } from './get-account-summary.ts'
import { getContextKeysForCustomPolicy } from './get-context-keys-for-custom-policy.ts'
import { getContextKeysForPrincipalPolicy } from './get-context-keys-for-principal-policy.ts'
import { getGroup } from './get-group.ts'
import { getGroupPolicy, getRolePolicy, getUserPolicy } from './get-inline-policy.ts'
import { getInstanceProfile } from './get-instance-profile.ts'
import { getLoginProfile } from './get-login-profile.ts'
import { getOpenIdConnectProvider } from './get-open-id-connect-provider.ts'
import { getPolicy } from './get-policy.ts'
import { getPolicyVersion } from './get-policy-version.ts'
import { getRole } from './get-role.ts'
import { getServiceLinkedRoleDeletionStatus } from './get-service-linked-role-deletion-status.ts'
import { getUser } from './get-user.ts'
import { listAccessKeys } from './list-access-keys.ts'
import { listAccountAliases } from './list-account-aliases.ts'
import { listAttachedGroupPolicies, listAttachedRolePolicies, listAttachedUserPolicies } from './list-attached-policies.ts'
import { listEntitiesForPolicy } from './list-entities-for-policy.ts'
import { listGroups } from './list-groups.ts'
import { listGroupsForUser } from './list-groups-for-user.ts'
import { listGroupPolicies, listRolePolicies, listUserPolicies } from './list-inline-policies.ts'
import { listInstanceProfiles } from './list-instance-profiles.ts'
import { listInstanceProfilesForRole } from './list-instance-profiles-for-role.ts'
import { listOpenIdConnectProviders } from './list-open-id-connect-providers.ts'
import { listPolicies } from './list-policies.ts'
import { listPoliciesGrantingServiceAccess } from './list-policies-granting-service-access.ts'
import { listPolicyVersions } from './list-policy-versions.ts'
import {
  listInstanceProfileTags,
  listMfaDeviceTags,
  listOpenIdConnectProviderTags,
  listPolicyTags,
  listRoleTags,
  listSamlProviderTags,
  listServerCertificateTags,
  listUserTags,
} from './list-resource-tags.ts'
import { listRoles } from './list-roles.ts'
import { listUsers } from './list-users.ts'
import {
  createVirtualMFADevice,
  deactivateMFADevice,
  deleteVirtualMFADevice,
  enableMFADevice,
  getMFADevice,
  listMFADevices,
  listVirtualMFADevices,
  resyncMFADevice,
} from './mfa-device.ts'
import {
  disableOrganizationsRootCredentialsManagement,
  disableOrganizationsRootSessions,
  enableOrganizationsRootCredentialsManagement,
  enableOrganizationsRootSessions,
  listOrganizationsFeatures,
} from './organizations-features.ts'
import { putGroupPolicy, putRolePolicy, putUserPolicy } from './put-inline-policy.ts'
import { putRolePermissionsBoundary, putUserPermissionsBoundary } from './put-permissions-boundary.ts'
import { removeClientIdFromOpenIdConnectProvider } from './remove-client-id-from-open-id-connect-provider.ts'
import { removeRoleFromInstanceProfile } from './remove-role-from-instance-profile.ts'
import { removeUserFromGroup } from './remove-user-from-group.ts'
import { createSamlProvider, deleteSamlProvider, getSamlProvider, listSamlProviders, updateSamlProvider } from './saml-providers.ts'
import {
  deleteServerCertificate,
  getServerCertificate,
  listServerCertificates,
  updateServerCertificate,
  uploadServerCertificate,
} from './server-certificates.ts'
import {
  createServiceSpecificCredential,
  deleteServiceSpecificCredential,
  listServiceSpecificCredentials,
  resetServiceSpecificCredential,
  updateServiceSpecificCredential,
} from './service-specific-credential.ts'
import { setDefaultPolicyVersion } from './set-default-policy-version.ts'
import { setSecurityTokenServicePreferences } from './set-security-token-service-preferences.ts'
import {
  deleteSigningCertificate,
  listSigningCertificates,
  updateSigningCertificate,
  uploadSigningCertificate,
} from './signing-certificate.ts'
import { simulateCustomPolicy } from './simulate-custom-policy.ts'
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts'
import { deleteSshPublicKey, getSshPublicKey, listSshPublicKeys, updateSshPublicKey, uploadSshPublicKey } from './ssh-public-key.ts'
import {
  tagInstanceProfile,
  tagMfaDevice,
  tagOpenIdConnectProvider,
  tagPolicy,
  tagRole,
  tagSamlProvider,
  tagServerCertificate,
  tagUser,
} from './tag-resource.ts'
import {
  untagInstanceProfile,
  untagMfaDevice,
  untagOpenIdConnectProvider,
  untagPolicy,
  untagRole,
  untagSamlProvider,
  untagServerCertificate,
  untagUser,
} from './untag-resource.ts'
import { updateAccessKey } from './update-access-key.ts'
import { updateAssumeRolePolicy } from './update-assume-role-policy.ts'
import { updateGroup } from './update-group.ts'
import { updateLoginProfile } from './update-login-profile.ts'
import { updateOpenIdConnectProviderThumbprint } from './update-open-id-connect-provider-thumbprint.ts'
import { updateRole } from './update-role.ts'
import { updateRoleDescription } from './update-role-description.ts'
import { updateUser } from './update-user.ts'

/** The operations of IAM that are built, by the name in the model. */
export const operations = {
  AddClientIDToOpenIDConnectProvider: addClientIdToOpenIdConnectProvider,
  AddRoleToInstanceProfile: addRoleToInstanceProfile,
  AddUserToGroup: addUserToGroup,
  AttachGroupPolicy: attachGroupPolicy,
  AttachRolePolicy: attachRolePolicy,
  AttachUserPolicy: attachUserPolicy,
  CreateAccessKey: createAccessKey,
  CreateAccountAlias: createAccountAlias,
  CreateGroup: createGroup,
  CreateInstanceProfile: createInstanceProfile,
  CreateLoginProfile: createLoginProfile,
  CreateOpenIDConnectProvider: createOpenIdConnectProvider,
  CreatePolicy: createPolicy,
  CreatePolicyVersion: createPolicyVersion,
  CreateRole: createRole,
  CreateSAMLProvider: createSamlProvider,
  CreateServiceLinkedRole: createServiceLinkedRole,
  CreateUser: createUser,
  DeleteAccessKey: deleteAccessKey,
  DeleteAccountAlias: deleteAccountAlias,
  DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy,
  GetAccountPasswordPolicy: getAccountPasswordPolicy,
  UpdateAccountPasswordPolicy: updateAccountPasswordPolicy,
  DeleteGroup: deleteGroup,
  DeleteGroupPolicy: deleteGroupPolicy,
  DeleteInstanceProfile: deleteInstanceProfile,
  DeleteLoginProfile: deleteLoginProfile,
  DeleteOpenIDConnectProvider: deleteOpenIdConnectProvider,
  DeletePolicy: deletePolicy,
  DeletePolicyVersion: deletePolicyVersion,
  DeleteRole: deleteRole,
  DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary,
  DeleteRolePolicy: deleteRolePolicy,
  DeleteSAMLProvider: deleteSamlProvider,
  DeleteSSHPublicKey: deleteSshPublicKey,
  DeleteServerCertificate: deleteServerCertificate,
  DeleteSigningCertificate: deleteSigningCertificate,
  GenerateCredentialReport: generateCredentialReport,
  GetCredentialReport: getCredentialReport,
  DeleteServiceLinkedRole: deleteServiceLinkedRole,
  DeleteUser: deleteUser,
  DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary,
  DeleteUserPolicy: deleteUserPolicy,
  DetachGroupPolicy: detachGroupPolicy,
  DetachRolePolicy: detachRolePolicy,
  DetachUserPolicy: detachUserPolicy,
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  GetAccountSummary: getAccountSummary,
  GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
  GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
  GetGroup: getGroup,
  GetGroupPolicy: getGroupPolicy,
  GetInstanceProfile: getInstanceProfile,
  GetLoginProfile: getLoginProfile,
  GetOpenIDConnectProvider: getOpenIdConnectProvider,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  GetRole: getRole,
  GetRolePolicy: getRolePolicy,
  GetSAMLProvider: getSamlProvider,
  GetSSHPublicKey: getSshPublicKey,
  GetServerCertificate: getServerCertificate,
  GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus,
  GetUser: getUser,
  GetUserPolicy: getUserPolicy,
  ListAccessKeys: listAccessKeys,
  ListAccountAliases: listAccountAliases,
  ListAttachedGroupPolicies: listAttachedGroupPolicies,
  ListAttachedRolePolicies: listAttachedRolePolicies,
  ListAttachedUserPolicies: listAttachedUserPolicies,
  ListEntitiesForPolicy: listEntitiesForPolicy,
  ListGroupPolicies: listGroupPolicies,
  ListGroups: listGroups,
  ListGroupsForUser: listGroupsForUser,
  ListInstanceProfileTags: listInstanceProfileTags,
  ListInstanceProfiles: listInstanceProfiles,
  ListInstanceProfilesForRole: listInstanceProfilesForRole,
  CreateVirtualMFADevice: createVirtualMFADevice,
  DeactivateMFADevice: deactivateMFADevice,
  DeleteVirtualMFADevice: deleteVirtualMFADevice,
  EnableMFADevice: enableMFADevice,
  ResyncMFADevice: resyncMFADevice,
  ListMFADevices: listMFADevices,
  ListOpenIDConnectProviderTags: listOpenIdConnectProviderTags,
  ListOpenIDConnectProviders: listOpenIdConnectProviders,
  ListPolicies: listPolicies,
  ListPolicyTags: listPolicyTags,
  ListPolicyVersions: listPolicyVersions,
  ListRolePolicies: listRolePolicies,
  ListRoleTags: listRoleTags,
  ListRoles: listRoles,
  ListSAMLProviderTags: listSamlProviderTags,
  ListSAMLProviders: listSamlProviders,
  ListSSHPublicKeys: listSshPublicKeys,
  ListServerCertificateTags: listServerCertificateTags,
  ListServerCertificates: listServerCertificates,
  ListServiceSpecificCredentials: listServiceSpecificCredentials,
  ListSigningCertificates: listSigningCertificates,
  ListUserPolicies: listUserPolicies,
  ListUserTags: listUserTags,
  ListUsers: listUsers,
  ListVirtualMFADevices: listVirtualMFADevices,
  PutGroupPolicy: putGroupPolicy,
  PutRolePermissionsBoundary: putRolePermissionsBoundary,
  PutRolePolicy: putRolePolicy,
  PutUserPermissionsBoundary: putUserPermissionsBoundary,
  PutUserPolicy: putUserPolicy,
  RemoveClientIDFromOpenIDConnectProvider: removeClientIdFromOpenIdConnectProvider,
  RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile,
  RemoveUserFromGroup: removeUserFromGroup,
  SetDefaultPolicyVersion: setDefaultPolicyVersion,
  SetSecurityTokenServicePreferences: setSecurityTokenServicePreferences,
  SimulateCustomPolicy: simulateCustomPolicy,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
  TagInstanceProfile: tagInstanceProfile,
  TagOpenIDConnectProvider: tagOpenIdConnectProvider,
  TagPolicy: tagPolicy,
  TagRole: tagRole,
  TagSAMLProvider: tagSamlProvider,
  TagServerCertificate: tagServerCertificate,
  TagUser: tagUser,
  UntagInstanceProfile: untagInstanceProfile,
  UntagOpenIDConnectProvider: untagOpenIdConnectProvider,
  UntagPolicy: untagPolicy,
  UntagRole: untagRole,
  UntagSAMLProvider: untagSamlProvider,
  UntagServerCertificate: untagServerCertificate,
  UntagUser: untagUser,
  UpdateAccessKey: updateAccessKey,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  UpdateGroup: updateGroup,
  UpdateLoginProfile: updateLoginProfile,
  UpdateOpenIDConnectProviderThumbprint: updateOpenIdConnectProviderThumbprint,
  UpdateRole: updateRole,
  UpdateRoleDescription: updateRoleDescription,
  UpdateSAMLProvider: updateSamlProvider,
  UpdateSSHPublicKey: updateSshPublicKey,
  UpdateServerCertificate: updateServerCertificate,
  UpdateSigningCertificate: updateSigningCertificate,
  UpdateUser: updateUser,
  UploadSSHPublicKey: uploadSshPublicKey,
  UploadServerCertificate: uploadServerCertificate,
  UploadSigningCertificate: uploadSigningCertificate,
  GetMFADevice: getMFADevice,
  TagMFADevice: tagMfaDevice,
  UntagMFADevice: untagMfaDevice,
  ListMFADeviceTags: listMfaDeviceTags,
  GenerateServiceLastAccessedDetails: generateServiceLastAccessedDetails,
  GetServiceLastAccessedDetails: getServiceLastAccessedDetails,
  GetServiceLastAccessedDetailsWithEntities: getServiceLastAccessedDetailsWithEntities,
  ChangePassword: changePassword,
  ListPoliciesGrantingServiceAccess: listPoliciesGrantingServiceAccess,
  CreateServiceSpecificCredential: createServiceSpecificCredential,
  DeleteServiceSpecificCredential: deleteServiceSpecificCredential,
  ResetServiceSpecificCredential: resetServiceSpecificCredential,
  UpdateServiceSpecificCredential: updateServiceSpecificCredential,
  DisableOrganizationsRootCredentialsManagement: disableOrganizationsRootCredentialsManagement,
  DisableOrganizationsRootSessions: disableOrganizationsRootSessions,
  EnableOrganizationsRootCredentialsManagement: enableOrganizationsRootCredentialsManagement,
  EnableOrganizationsRootSessions: enableOrganizationsRootSessions,
  ListOrganizationsFeatures: listOrganizationsFeatures,
} satisfies Operations
