import type { Evidence } from '../evidence.ts'
import { accountOfWorker } from '../holder.ts'
import { keySettingFault } from '../key-setting-fault.ts'
import { accountOfArn, isFoundFrom, isKeyMissing, isWithoutAccount, regionOfKey } from '../meant-key.ts'
import { name, sentence } from '../sentence.ts'

/** No key has that alias or id, and the account where AWS looks for it is that of the bucket's key. */
function isNowhere(typed: string, evidence: Evidence, region: string): boolean {
  const account = accountOfWorker(evidence)
  return accountOfArn(evidence.connection.kmsKeyArn ?? '') === account && !isFoundFrom(evidence.fixture, account, typed, region)
}

export const kmsKeyDeleted = keySettingFault({
  id: 'kms-key-deleted',
  layer: 'kms-key-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'the connection names a key that does not exist: it was deleted, or mistyped',
  sources: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
  ],
  classes: ['kms-notfound', 'kms-resource-side'],
  verdict: 'extra-probe',
  lookAlikes: ['kms-wrong-region-key', 'kms-key-policy-lacks-role', 'kms-key-pending-deletion'],
  spoil: (arn) => arn.replace(/:key\/.*$/, ':key/1234abcd-12ab-34cd-56ef-1234567890ab'),
  isWrong: (typed, evidence, region) =>
    isWithoutAccount(typed) ? isNowhere(typed, evidence, region) : regionOfKey(typed) === region && isKeyMissing(evidence.fixture, typed),
  say: ({ typed }, { connection }) =>
    sentence`The key ${name(typed.replace(/^.*:key\//, ''))}, with which the connection writes to ${name(connection.bucket)}, does not exist.`,
})
