import { createHash } from 'node:crypto'
import type { KeyMetadata } from '@aws-sdk/client-kms'
import type { Key } from './key.ts'
import { algorithmsOf } from './key-spec.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export const keyMetadata = (key: Key): KeyMetadata => ({
  AWSAccountId: key.account,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.creationDate,
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: key.usage,
  KeyState: key.state,
  DeletionDate: key.deletion?.date,
  Origin: 'AWS_KMS',
  KeyManager: key.manager,
  CustomerMasterKeySpec: key.spec,
  KeySpec: key.spec,
  ...algorithmsOf(key.spec, key.usage),
  MultiRegion: false,
  ...(key.spec === 'SYMMETRIC_DEFAULT' ? { CurrentKeyMaterialId: materialId(key) } : {}),
})

/** Names the material without giving it away. */
export const materialId = ({ arn, material }: Key): string =>
  createHash('sha256').update(`material of ${arn}`).update(material).digest('hex')
