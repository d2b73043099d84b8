import type { Operations } from '../operation.ts'
import {
  createAccount,
  describeAccount,
  describeCreateAccountStatus,
  listAccounts,
  listAccountsForParent,
  listCreateAccountStatus,
} from './account.ts'
import {
  attachPolicy,
  detachPolicy,
  disablePolicyType,
  enablePolicyType,
  listPoliciesForTarget,
  listTargetsForPolicy,
} from './attachment.ts'
import { closeAccount } from './close-account.ts'
import {
  deregisterDelegatedAdministrator,
  listDelegatedAdministrators,
  listDelegatedServicesForAccount,
  registerDelegatedAdministrator,
} from './delegated-administrator.ts'
import {
  acceptHandshake,
  cancelHandshake,
  declineHandshake,
  describeHandshake,
  enableAllFeatures,
  inviteAccountToOrganization,
  listHandshakesForAccount,
  listHandshakesForOrganization,
} from './handshake.ts'
import { createOrganization, deleteOrganization, describeOrganization, listRoots } from './organization.ts'
import {
  createOrganizationalUnit,
  deleteOrganizationalUnit,
  describeOrganizationalUnit,
  listOrganizationalUnitsForParent,
  updateOrganizationalUnit,
} from './organizational-unit.ts'
import { createPolicy, deletePolicy, describePolicy, listPolicies, updatePolicy } from './policy.ts'
import { deleteResourcePolicy, describeResourcePolicy, putResourcePolicy } from './resource-policy.ts'
import { disableAwsServiceAccess, enableAwsServiceAccess, listAwsServiceAccessForOrganization } from './service-access.ts'
import { listTagsForResource, tagResource, untagResource } from './tag-operations.ts'
import { leaveOrganization, listChildren, listParents, moveAccount, removeAccountFromOrganization } from './tree.ts'

/** Every operation of Organizations that is built. */
export const operations = {
  AcceptHandshake: acceptHandshake,
  AttachPolicy: attachPolicy,
  CreateAccount: createAccount,
  CreateOrganization: createOrganization,
  CreateOrganizationalUnit: createOrganizationalUnit,
  CreatePolicy: createPolicy,
  DeleteOrganization: deleteOrganization,
  DeleteOrganizationalUnit: deleteOrganizationalUnit,
  DeletePolicy: deletePolicy,
  DescribeAccount: describeAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  DescribeHandshake: describeHandshake,
  DescribeOrganization: describeOrganization,
  DescribeOrganizationalUnit: describeOrganizationalUnit,
  DescribePolicy: describePolicy,
  DetachPolicy: detachPolicy,
  DisablePolicyType: disablePolicyType,
  EnablePolicyType: enablePolicyType,
  InviteAccountToOrganization: inviteAccountToOrganization,
  LeaveOrganization: leaveOrganization,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent,
  ListChildren: listChildren,
  ListHandshakesForAccount: listHandshakesForAccount,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListParents: listParents,
  ListPolicies: listPolicies,
  ListPoliciesForTarget: listPoliciesForTarget,
  ListRoots: listRoots,
  ListTargetsForPolicy: listTargetsForPolicy,
  MoveAccount: moveAccount,
  RemoveAccountFromOrganization: removeAccountFromOrganization,
  UpdateOrganizationalUnit: updateOrganizationalUnit,
  UpdatePolicy: updatePolicy,
  ListCreateAccountStatus: listCreateAccountStatus,
  CancelHandshake: cancelHandshake,
  DeclineHandshake: declineHandshake,
  EnableAllFeatures: enableAllFeatures,
  ListHandshakesForOrganization: listHandshakesForOrganization,
  ListTagsForResource: listTagsForResource,
  TagResource: tagResource,
  UntagResource: untagResource,
  DeregisterDelegatedAdministrator: deregisterDelegatedAdministrator,
  ListDelegatedAdministrators: listDelegatedAdministrators,
  ListDelegatedServicesForAccount: listDelegatedServicesForAccount,
  RegisterDelegatedAdministrator: registerDelegatedAdministrator,
  DisableAWSServiceAccess: disableAwsServiceAccess,
  EnableAWSServiceAccess: enableAwsServiceAccess,
  ListAWSServiceAccessForOrganization: listAwsServiceAccessForOrganization,
  DeleteResourcePolicy: deleteResourcePolicy,
  DescribeResourcePolicy: describeResourcePolicy,
  PutResourcePolicy: putResourcePolicy,
  CloseAccount: closeAccount,
} satisfies Operations
