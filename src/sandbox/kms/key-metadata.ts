import type { KeyMetadata, MultiRegionConfiguration } from '@aws-sdk/client-kms'
import { type Key, multiRegionType } from './key.ts'
import { algorithmsOf } from './key-spec.ts'
import { currentMaterial } from './material.ts'
import type { KmsStore } from './store.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export const keyMetadata = (key: Key, store: KmsStore, now: Date): KeyMetadata => ({
  AWSAccountId: key.account,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.creationDate,
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: key.usage,
  KeyState: key.state,
  DeletionDate: key.deletion?.date,
  Origin: key.origin,
  ...expiration(key),
  KeyManager: key.manager,
  CustomerMasterKeySpec: key.spec,
  KeySpec: key.spec,
  ...algorithmsOf(key.spec, key.usage),
  MultiRegion: key.multiRegion !== undefined,
  MultiRegionConfiguration: multiRegionConfiguration(key, store, now),
  PendingDeletionWindowInDays: key.replicaDeletion?.windowInDays,
  ...(key.spec === 'SYMMETRIC_DEFAULT' ? { CurrentKeyMaterialId: currentMaterial(key)?.id } : {}),
})

/** Of imported material, while it is there. */
function expiration(key: Key): Pick<KeyMetadata, 'ExpirationModel' | 'ValidTo'> {
  const { bytes, imported } = currentMaterial(key) ?? {}
  if (bytes === undefined || imported === undefined) return {}
  if (imported.validTo === undefined) return { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
  return { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: imported.validTo }
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_MultiRegionConfiguration.html */
function multiRegionConfiguration(key: Key, store: KmsStore, now: Date): MultiRegionConfiguration | undefined {
  const type = multiRegionType(key)
  if (type === undefined) return undefined
  const all = store.related(key, now)
  const listed = (wanted: typeof type) =>
    all.filter((each) => multiRegionType(each) === wanted).map(({ arn, region }) => ({ Arn: arn, Region: region }))
  return { MultiRegionKeyType: type, PrimaryKey: listed('PRIMARY')[0], ReplicaKeys: listed('REPLICA') }
}
