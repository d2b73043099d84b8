import { bothConnectors, type Fault } from '../fault.ts'
import { type KeyFinding, keysInState, spoilKeys } from '../key-state.ts'
import { name, sentence } from '../sentence.ts'
import { encryptedFor, usesCatalogKey } from '../subject.ts'

export const kmsKeyPendingDeletion: Fault<KeyFinding> = {
  id: 'kms-key-pending-deletion',
  layer: 'kms-key-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the key that encrypts the bucket is scheduled for deletion',
  sources: ['https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html'],
  connectors: bothConnectors,
  classes: ['kms-state', 'glue-kms-state'],
  verdict: 'unique',
  lookAlikes: ['kms-key-disabled'],
  specificity: 1,

  inject: (setUp) => spoilKeys(setUp, 'PendingDeletion'),

  recognise: (evidence) => keysInState(evidence, 'PendingDeletion'),

  say: ({ key, use }, { connection }) =>
    sentence`The key ${name(key.name)} is about to be deleted; ${usesCatalogKey(use) ? 'tables' : 'files'} in ${encryptedFor(use, connection)} that it encrypts would be lost.`,

  where: ({ key }) => `KMS > Customer managed keys > ${key.name} > Key actions`,

  advise: () => 'Cancel the deletion now, and enable the key.',

  fix: ({ key }) => [{ edit: 'keyState', key: key.name, state: 'Enabled' }],
}
