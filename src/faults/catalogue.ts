import { accessPointNotInPolicy } from './access-point/access-point-not-in-policy.ts'
import { accessPointPolicyMissing } from './access-point/access-point-policy-missing.ts'
import { accessPointVpcOnly } from './access-point/access-point-vpc-only.ts'
import { bucketPolicyDenyDelete } from './bucket-policy/bucket-policy-deny-delete.ts'
import { bucketPolicyExplicitDeny } from './bucket-policy/bucket-policy-explicit-deny.ts'
import { bucketPolicyMissingPrincipal } from './bucket-policy/bucket-policy-missing-principal.ts'
import { bucketPolicyObjectActionsOnly } from './bucket-policy/bucket-policy-object-actions-only.ts'
import { bucketPolicyOrgCondition } from './bucket-policy/bucket-policy-org-condition.ts'
import { bucketPolicyPrincipalDeleted } from './bucket-policy/bucket-policy-principal-deleted.ts'
import { bucketPolicySessionPrincipal } from './bucket-policy/bucket-policy-session-principal.ts'
import { bucketPolicySigvCondition } from './bucket-policy/bucket-policy-sigv-condition.ts'
import { bucketPolicyWrongAccount } from './bucket-policy/bucket-policy-wrong-account.ts'
import { conditionArnWrongPartition } from './bucket-policy/condition-arn-wrong-partition.ts'
import { denyInsecureTransport } from './bucket-policy/deny-insecure-transport.ts'
import { denyMissingAcl } from './bucket-policy/deny-missing-acl.ts'
import { denyRequiredObjectTag } from './bucket-policy/deny-required-object-tag.ts'
import { denyUnencryptedUploads } from './bucket-policy/deny-unencrypted-uploads.ts'
import { denyWrongKmsKey } from './bucket-policy/deny-wrong-kms-key.ts'
import { intermediateBucketPolicyMissingAccount } from './bucket-policy/intermediate-bucket-policy-missing-account.ts'
import { notPrincipalDenyLockout } from './bucket-policy/not-principal-deny-lockout.ts'
import { privateIpInSourceIp } from './bucket-policy/private-ip-in-source-ip.ts'
import { sourceIpDeny } from './bucket-policy/source-ip-deny.ts'
import { sourceIpThroughVpcEndpoint } from './bucket-policy/source-ip-through-vpc-endpoint.ts'
import { sourceVpceDeny } from './bucket-policy/source-vpce-deny.ts'
import { sourceVpceWrongEndpoint } from './bucket-policy/source-vpce-wrong-endpoint.ts'
import { baseDirectoryIsObject } from './connection-input/base-directory-is-object.ts'
import { baseDirectoryLeadingSlash } from './connection-input/base-directory-leading-slash.ts'
import { baseDirectoryTypo } from './connection-input/base-directory-typo.ts'
import { bucketDoesNotExist } from './connection-input/bucket-does-not-exist.ts'
import { bucketNameWhitespaceOrCase } from './connection-input/bucket-name-whitespace-or-case.ts'
import { bucketNameWithSchemeOrPath } from './connection-input/bucket-name-with-scheme-or-path.ts'
import { bucketOwnedByStranger } from './connection-input/bucket-owned-by-stranger.ts'
import { emptySource } from './connection-input/empty-source.ts'
import { externalIdBadFormat } from './connection-input/external-id-bad-format.ts'
import { roleArnMalformed } from './connection-input/role-arn-malformed.ts'
import { accessKeyInactive } from './credentials/access-key-inactive.ts'
import { accessKeyUnknown } from './credentials/access-key-unknown.ts'
import { clockSkew } from './credentials/clock-skew.ts'
import { credentialsOtherPartition } from './credentials/credentials-other-partition.ts'
import { expiredToken } from './credentials/expired-token.ts'
import { instanceProfileOrEnvIdentity } from './credentials/instance-profile-or-env-identity.ts'
import { invalidToken } from './credentials/invalid-token.ts'
import { keySecretSwapped } from './credentials/key-secret-swapped.ts'
import { keyWhitespace } from './credentials/key-whitespace.ts'
import { tempKeyWithoutToken } from './credentials/temp-key-without-token.ts'
import { wrongSecret } from './credentials/wrong-secret.ts'
import { awsManagedKeyCrossAccount } from './encryption-settings/aws-managed-key-cross-account.ts'
import { kmsAliasOrIdCrossAccount } from './encryption-settings/kms-alias-or-id-cross-account.ts'
import { kmsWrongRegionKey } from './encryption-settings/kms-wrong-region-key.ts'
import { sseCRequired } from './encryption-settings/sse-c-required.ts'
import type { Fault } from './fault.ts'
import { glueActionMissing } from './glue/glue-action-missing.ts'
import { glueArnIncomplete } from './glue/glue-arn-incomplete.ts'
import { glueCatalogKms } from './glue/glue-catalog-kms.ts'
import { glueDatabaseMissing } from './glue/glue-database-missing.ts'
import { glueResourcePolicyDeny } from './glue/glue-resource-policy-deny.ts'
import { glueWrongRegion } from './glue/glue-wrong-region.ts'
import { abortMultipartMissing } from './identity-policy/abort-multipart-missing.ts'
import { actionNameTypo } from './identity-policy/action-name-typo.ts'
import { actionWrongServicePrefix } from './identity-policy/action-wrong-service-prefix.ts'
import { compromisedKeyQuarantine } from './identity-policy/compromised-key-quarantine.ts'
import { conditionKeyTypo } from './identity-policy/condition-key-typo.ts'
import { conditionNotApplicableToAction } from './identity-policy/condition-not-applicable-to-action.ts'
import { copySourceReadMissing } from './identity-policy/copy-source-read-missing.ts'
import { deleteObjectMissing } from './identity-policy/delete-object-missing.ts'
import { explicitDenyIdentity } from './identity-policy/explicit-deny-identity.ts'
import { getBucketLocationMissing } from './identity-policy/get-bucket-location-missing.ts'
import { getObjectActionMissing } from './identity-policy/get-object-action-missing.ts'
import { getObjectVersionMissing } from './identity-policy/get-object-version-missing.ts'
import { identityAndBucketBothNeeded } from './identity-policy/identity-and-bucket-both-needed.ts'
import { identitySourceIpCondition } from './identity-policy/identity-source-ip-condition.ts'
import { intermediateRoleMissingAccess } from './identity-policy/intermediate-role-missing-access.ts'
import { kmsDecryptMissing } from './identity-policy/kms-decrypt-missing.ts'
import { kmsDecryptMissingMultipart } from './identity-policy/kms-decrypt-missing-multipart.ts'
import { kmsGenerateDatakeyMissing } from './identity-policy/kms-generate-datakey-missing.ts'
import { kmsGrantOnWrongArnForm } from './identity-policy/kms-grant-on-wrong-arn-form.ts'
import { listActionMissing } from './identity-policy/list-action-missing.ts'
import { listDelimiterCondition } from './identity-policy/list-delimiter-condition.ts'
import { listMultipartMissing } from './identity-policy/list-multipart-missing.ts'
import { listOnObjectArn } from './identity-policy/list-on-object-arn.ts'
import { listPrefixAbsentVsEmpty } from './identity-policy/list-prefix-absent-vs-empty.ts'
import { listPrefixConditionMismatch } from './identity-policy/list-prefix-condition-mismatch.ts'
import { managedPolicyOldDefaultVersion } from './identity-policy/managed-policy-old-default-version.ts'
import { mfaRequiredDeny } from './identity-policy/mfa-required-deny.ts'
import { missingKeyLooksDenied } from './identity-policy/missing-key-looks-denied.ts'
import { objectArnMissingWildcard } from './identity-policy/object-arn-missing-wildcard.ts'
import { objectArnWrongBucket } from './identity-policy/object-arn-wrong-bucket.ts'
import { objectArnWrongPrefix } from './identity-policy/object-arn-wrong-prefix.ts'
import { policyAttachedToWrongRole } from './identity-policy/policy-attached-to-wrong-role.ts'
import { policyNotAttached } from './identity-policy/policy-not-attached.ts'
import { policyVariableUndefined } from './identity-policy/policy-variable-undefined.ts'
import { policyVersion2008Variables } from './identity-policy/policy-version-2008-variables.ts'
import { putObjectAclMissing } from './identity-policy/put-object-acl-missing.ts'
import { putObjectMissing } from './identity-policy/put-object-missing.ts'
import { putObjectTaggingMissing } from './identity-policy/put-object-tagging-missing.ts'
import { stringEqualsWithWildcard } from './identity-policy/string-equals-with-wildcard.ts'
import { intermediateKmsMissing } from './kms-key-policy/intermediate-kms-missing.ts'
import { kmsEncryptionContextCondition } from './kms-key-policy/kms-encryption-context-condition.ts'
import { kmsKeyDeleted } from './kms-key-policy/kms-key-deleted.ts'
import { kmsKeyDisabled } from './kms-key-policy/kms-key-disabled.ts'
import { kmsKeyOtherAccount } from './kms-key-policy/kms-key-other-account.ts'
import { kmsKeyPendingDeletion } from './kms-key-policy/kms-key-pending-deletion.ts'
import { kmsKeyPolicyExplicitDeny } from './kms-key-policy/kms-key-policy-explicit-deny.ts'
import { kmsKeyPolicyLacksRole } from './kms-key-policy/kms-key-policy-lacks-role.ts'
import { lfAlterMissing } from './lake-formation/lf-alter-missing.ts'
import { lfDataLocationMissing } from './lake-formation/lf-data-location-missing.ts'
import { lfHidesMissingEntities } from './lake-formation/lf-hides-missing-entities.ts'
import { lfTablePermissionMissing } from './lake-formation/lf-table-permission-missing.ts'
import { bucketOwnerEnforcedAclSent } from './object-ownership/bucket-owner-enforced-acl-sent.ts'
import { dataLakeObjectsOwnedByVendor } from './object-ownership/data-lake-objects-owned-by-vendor.ts'
import { objectLockDeniesDelete } from './object-ownership/object-lock-denies-delete.ts'
import { objectOwnedByOtherAccount } from './object-ownership/object-owned-by-other-account.ts'
import { rcpDeniesStsOutsiders } from './organization/rcp-denies-sts-outsiders.ts'
import { rcpExplicitDeny } from './organization/rcp-explicit-deny.ts'
import { scpExplicitDeny } from './organization/scp-explicit-deny.ts'
import { scpImplicit } from './organization/scp-implicit.ts'
import { scpRegionDeny } from './organization/scp-region-deny.ts'
import { permissionsBoundaryExplicitDeny } from './permissions-boundary/permissions-boundary-explicit-deny.ts'
import { permissionsBoundaryNoS3 } from './permissions-boundary/permissions-boundary-no-s3.ts'
import { blockPublicAcls } from './public-access-block/block-public-acls.ts'
import { ignorePublicAcls } from './public-access-block/ignore-public-acls.ts'
import { restrictPublicBuckets } from './public-access-block/restrict-public-buckets.ts'
import { customEndpointWrong } from './region-endpoint/custom-endpoint-wrong.ts'
import { dottedBucketTls } from './region-endpoint/dotted-bucket-tls.ts'
import { optInRegionBucket } from './region-endpoint/opt-in-region-bucket.ts'
import { regionFormat } from './region-endpoint/region-format.ts'
import { stsRegionDisabled } from './region-endpoint/sts-region-disabled.ts'
import { wrongRegion } from './region-endpoint/wrong-region.ts'
import { requesterPays } from './requester-pays/requester-pays.ts'
import { s3EndpointRouteMissing } from './route/s3-endpoint-route-missing.ts'
import { stsUnreachablePrivate } from './route/sts-unreachable-private.ts'
import { sessionPolicyTooNarrow } from './session-policy/session-policy-too-narrow.ts'
import { deleteMarkerCurrent } from './stored-objects/delete-marker-current.ts'
import { glacierNotRestored } from './stored-objects/glacier-not-restored.ts'
import { lifecycleExpiresStaging } from './stored-objects/lifecycle-expires-staging.ts'
import { callerLacksAssumeRole } from './trust-policy/caller-lacks-assume-role.ts'
import { roleChainingOneHour } from './trust-policy/role-chaining-one-hour.ts'
import { roleDoesNotExist } from './trust-policy/role-does-not-exist.ts'
import { roleMaxSessionTooShort } from './trust-policy/role-max-session-too-short.ts'
import { rolePathMissingInArn } from './trust-policy/role-path-missing-in-arn.ts'
import { trustExternalIdMismatch } from './trust-policy/trust-external-id-mismatch.ts'
import { trustExternalIdMissingInRequest } from './trust-policy/trust-external-id-missing-in-request.ts'
import { trustExternalIdNotRequired } from './trust-policy/trust-external-id-not-required.ts'
import { trustExternalIdWrongKey } from './trust-policy/trust-external-id-wrong-key.ts'
import { trustIpOrDateCondition } from './trust-policy/trust-ip-or-date-condition.ts'
import { trustMfaCondition } from './trust-policy/trust-mfa-condition.ts'
import { trustMissingPrincipal } from './trust-policy/trust-missing-principal.ts'
import { trustMissingTagSession } from './trust-policy/trust-missing-tag-session.ts'
import { trustNamesSession } from './trust-policy/trust-names-session.ts'
import { trustPrincipalRecreated } from './trust-policy/trust-principal-recreated.ts'
import { trustServicePrincipalOnly } from './trust-policy/trust-service-principal-only.ts'
import { trustWrongAccount } from './trust-policy/trust-wrong-account.ts'
import { vpcePolicyExplicitDeny } from './vpc-endpoint/vpce-policy-explicit-deny.ts'
import { vpcePolicyImplicit } from './vpc-endpoint/vpce-policy-implicit.ts'

/** Every fault: layer by layer in the order in which a connection meets them, in each layer the common ones first. */
export const catalogue: readonly Fault[] = [
  s3EndpointRouteMissing,
  stsUnreachablePrivate,
  externalIdBadFormat,
  roleArnMalformed,
  bucketDoesNotExist,
  bucketOwnedByStranger,
  bucketNameWithSchemeOrPath,
  bucketNameWhitespaceOrCase,
  baseDirectoryLeadingSlash,
  baseDirectoryTypo,
  baseDirectoryIsObject,
  emptySource,
  deleteMarkerCurrent,
  glacierNotRestored,
  lifecycleExpiresStaging,
  accessKeyUnknown,
  accessKeyInactive,
  wrongSecret,
  tempKeyWithoutToken,
  keyWhitespace,
  keySecretSwapped,
  clockSkew,
  expiredToken,
  invalidToken,
  credentialsOtherPartition,
  instanceProfileOrEnvIdentity,
  wrongRegion,
  optInRegionBucket,
  customEndpointWrong,
  dottedBucketTls,
  regionFormat,
  stsRegionDisabled,
  trustMissingPrincipal,
  trustWrongAccount,
  trustServicePrincipalOnly,
  trustPrincipalRecreated,
  trustNamesSession,
  trustExternalIdMissingInRequest,
  trustExternalIdMismatch,
  trustExternalIdNotRequired,
  trustExternalIdWrongKey,
  trustMfaCondition,
  trustIpOrDateCondition,
  trustMissingTagSession,
  roleMaxSessionTooShort,
  roleChainingOneHour,
  roleDoesNotExist,
  rolePathMissingInArn,
  callerLacksAssumeRole,
  objectArnMissingWildcard,
  listOnObjectArn,
  listActionMissing,
  getObjectActionMissing,
  objectArnWrongBucket,
  policyVariableUndefined,
  objectArnWrongPrefix,
  actionWrongServicePrefix,
  actionNameTypo,
  putObjectMissing,
  copySourceReadMissing,
  deleteObjectMissing,
  abortMultipartMissing,
  listMultipartMissing,
  getBucketLocationMissing,
  putObjectAclMissing,
  putObjectTaggingMissing,
  getObjectVersionMissing,
  missingKeyLooksDenied,
  managedPolicyOldDefaultVersion,
  listPrefixConditionMismatch,
  listPrefixAbsentVsEmpty,
  listDelimiterCondition,
  stringEqualsWithWildcard,
  conditionKeyTypo,
  conditionNotApplicableToAction,
  policyVersion2008Variables,
  explicitDenyIdentity,
  compromisedKeyQuarantine,
  mfaRequiredDeny,
  identitySourceIpCondition,
  policyNotAttached,
  policyAttachedToWrongRole,
  identityAndBucketBothNeeded,
  kmsDecryptMissing,
  kmsGenerateDatakeyMissing,
  kmsDecryptMissingMultipart,
  kmsGrantOnWrongArnForm,
  intermediateRoleMissingAccess,
  sessionPolicyTooNarrow,
  permissionsBoundaryNoS3,
  permissionsBoundaryExplicitDeny,
  scpExplicitDeny,
  scpImplicit,
  scpRegionDeny,
  rcpExplicitDeny,
  rcpDeniesStsOutsiders,
  accessPointPolicyMissing,
  accessPointNotInPolicy,
  accessPointVpcOnly,
  bucketPolicyMissingPrincipal,
  bucketPolicyWrongAccount,
  bucketPolicySessionPrincipal,
  bucketPolicyPrincipalDeleted,
  conditionArnWrongPartition,
  bucketPolicyObjectActionsOnly,
  bucketPolicyExplicitDeny,
  denyInsecureTransport,
  sourceVpceDeny,
  sourceIpDeny,
  sourceIpThroughVpcEndpoint,
  sourceVpceWrongEndpoint,
  vpcePolicyImplicit,
  vpcePolicyExplicitDeny,
  privateIpInSourceIp,
  bucketPolicyOrgCondition,
  notPrincipalDenyLockout,
  denyUnencryptedUploads,
  denyWrongKmsKey,
  denyMissingAcl,
  denyRequiredObjectTag,
  bucketPolicySigvCondition,
  bucketPolicyDenyDelete,
  intermediateBucketPolicyMissingAccount,
  restrictPublicBuckets,
  ignorePublicAcls,
  blockPublicAcls,
  requesterPays,
  bucketOwnerEnforcedAclSent,
  objectLockDeniesDelete,
  objectOwnedByOtherAccount,
  dataLakeObjectsOwnedByVendor,
  sseCRequired,
  kmsWrongRegionKey,
  kmsAliasOrIdCrossAccount,
  awsManagedKeyCrossAccount,
  kmsKeyDeleted,
  kmsKeyPolicyLacksRole,
  kmsKeyOtherAccount,
  intermediateKmsMissing,
  kmsKeyPolicyExplicitDeny,
  kmsKeyDisabled,
  kmsKeyPendingDeletion,
  kmsEncryptionContextCondition,
  glueWrongRegion,
  glueDatabaseMissing,
  glueActionMissing,
  glueArnIncomplete,
  glueResourcePolicyDeny,
  glueCatalogKms,
  lfTablePermissionMissing,
  lfDataLocationMissing,
  lfAlterMissing,
  lfHidesMissingEntities,
]
