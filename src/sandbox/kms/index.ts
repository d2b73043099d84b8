import type { Operations } from '../operation.ts'
import { cancelKeyDeletion } from './cancel-key-deletion.ts'
import { createAlias } from './create-alias.ts'
import { createGrant } from './create-grant.ts'
import { createKey } from './create-key.ts'
import { decrypt } from './decrypt.ts'
import { deleteAlias } from './delete-alias.ts'
import { deleteImportedKeyMaterial } from './delete-imported-key-material.ts'
import { deriveSharedSecret } from './derive-shared-secret.ts'
import { describeKey } from './describe-key.ts'
import { disableKey } from './disable-key.ts'
import { disableKeyRotation } from './disable-key-rotation.ts'
import { enableKey } from './enable-key.ts'
import { enableKeyRotation } from './enable-key-rotation.ts'
import { encrypt } from './encrypt.ts'
import { generateDataKey } from './generate-data-key.ts'
import { generateDataKeyPair } from './generate-data-key-pair.ts'
import { generateDataKeyPairWithoutPlaintext } from './generate-data-key-pair-without-plaintext.ts'
import { generateDataKeyWithoutPlaintext } from './generate-data-key-without-plaintext.ts'
import { generateMac } from './generate-mac.ts'
import { generateRandom } from './generate-random.ts'
import { getKeyLastUsage } from './get-key-last-usage.ts'
import { getKeyPolicy } from './get-key-policy.ts'
import { getKeyRotationStatus } from './get-key-rotation-status.ts'
import { getParametersForImport } from './get-parameters-for-import.ts'
import { getPublicKey } from './get-public-key.ts'
import { importKeyMaterial } from './import-key-material.ts'
import { listAliases } from './list-aliases.ts'
import { listGrants } from './list-grants.ts'
import { listKeyPolicies } from './list-key-policies.ts'
import { listKeyRotations } from './list-key-rotations.ts'
import { listKeys } from './list-keys.ts'
import { listResourceTags } from './list-resource-tags.ts'
import { listRetirableGrants } from './list-retirable-grants.ts'
import { putKeyPolicy } from './put-key-policy.ts'
import { reEncrypt } from './re-encrypt.ts'
import { replicateKey } from './replicate-key.ts'
import { retireGrant } from './retire-grant.ts'
import { revokeGrant } from './revoke-grant.ts'
import { rotateKeyOnDemand } from './rotate-key-on-demand.ts'
import { scheduleKeyDeletion } from './schedule-key-deletion.ts'
import { sign } from './sign.ts'
import { tagResource } from './tag-resource.ts'
import { tracked } from './tracked.ts'
import { untagResource } from './untag-resource.ts'
import { updateAlias } from './update-alias.ts'
import { updateKeyDescription } from './update-key-description.ts'
import { updatePrimaryRegion } from './update-primary-region.ts'
import { verify } from './verify.ts'
import { verifyMac } from './verify-mac.ts'

/** The operations of KMS that are built, by the name in the model. */
export const operations = {
  CancelKeyDeletion: cancelKeyDeletion,
  CreateAlias: createAlias,
  CreateGrant: createGrant,
  CreateKey: createKey,
  Decrypt: tracked('Decrypt', decrypt),
  DeleteAlias: deleteAlias,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  DisableKeyRotation: disableKeyRotation,
  EnableKey: enableKey,
  EnableKeyRotation: enableKeyRotation,
  Encrypt: tracked('Encrypt', encrypt),
  GenerateDataKey: tracked('GenerateDataKey', generateDataKey),
  GenerateDataKeyWithoutPlaintext: tracked('GenerateDataKeyWithoutPlaintext', generateDataKeyWithoutPlaintext),
  GenerateRandom: generateRandom,
  GetKeyLastUsage: getKeyLastUsage,
  GetKeyPolicy: getKeyPolicy,
  GetKeyRotationStatus: getKeyRotationStatus,
  ListAliases: listAliases,
  ListGrants: listGrants,
  ListKeyPolicies: listKeyPolicies,
  ListKeys: listKeys,
  ListResourceTags: listResourceTags,
  ListRetirableGrants: listRetirableGrants,
  PutKeyPolicy: putKeyPolicy,
  ReEncrypt: tracked('ReEncrypt', reEncrypt),
  RetireGrant: retireGrant,
  RevokeGrant: revokeGrant,
  ScheduleKeyDeletion: scheduleKeyDeletion,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateKeyDescription: updateKeyDescription,
  GenerateMac: tracked('GenerateMac', generateMac),
  GetPublicKey: getPublicKey,
  Sign: tracked('Sign', sign),
  Verify: tracked('Verify', verify),
  VerifyMac: tracked('VerifyMac', verifyMac),
  DeleteImportedKeyMaterial: deleteImportedKeyMaterial,
  DeriveSharedSecret: tracked('DeriveSharedSecret', deriveSharedSecret),
  GenerateDataKeyPair: tracked('GenerateDataKeyPair', generateDataKeyPair),
  GenerateDataKeyPairWithoutPlaintext: tracked('GenerateDataKeyPairWithoutPlaintext', generateDataKeyPairWithoutPlaintext),
  GetParametersForImport: getParametersForImport,
  ImportKeyMaterial: importKeyMaterial,
  ListKeyRotations: listKeyRotations,
  ReplicateKey: replicateKey,
  RotateKeyOnDemand: rotateKeyOnDemand,
  UpdatePrimaryRegion: updatePrimaryRegion,
} satisfies Operations
