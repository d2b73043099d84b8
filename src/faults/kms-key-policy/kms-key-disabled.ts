import { bothConnectors, type Fault } from '../fault.ts'
import { type KeyFinding, keysInState, spoilKeys } from '../key-state.ts'
import { name, sentence } from '../sentence.ts'
import { encryptedFor } from '../subject.ts'

export const kmsKeyDisabled: Fault<KeyFinding> = {
  id: 'kms-key-disabled',
  layer: 'kms-key-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the key that encrypts the bucket is disabled',
  sources: ['https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html'],
  connectors: bothConnectors,
  classes: ['kms-state', 'glue-kms-state'],
  verdict: 'unique',
  lookAlikes: ['kms-key-pending-deletion'],
  specificity: 1,

  inject: (setUp) => spoilKeys(setUp, 'Disabled'),

  recognise: (evidence) => keysInState(evidence, 'Disabled'),

  say: ({ key, use }, { connection }) =>
    sentence`The key ${name(key.name)}, which encrypts ${encryptedFor(use, connection)}, is switched off.`,

  where: ({ key }) => `KMS > Customer managed keys > ${key.name} > Key actions`,

  advise: () => 'Enable the key.',

  fix: ({ key }) => [{ edit: 'keyState', key: key.name, state: 'Enabled' }],
}
