import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { keyNameOf, whoNeeds } from '../subject.ts'

export const kmsGenerateDatakeyMissing = missingAction({
  id: 'kms-generate-datakey-missing',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows to encrypt with the key of the bucket',
  sources: [
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/CHANGELOG.md',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: ['s3-data-lake'],
  classes: ['kms-identity/GenerateDataKey'],
  verdict: 'unique',
  lookAlikes: ['put-object-missing', 'kms-key-policy-lacks-role'],
  concerns: (need) => need.action === 'kms:GenerateDataKey',
  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} can write to ${name(connection.bucket)}, but may not use key ${name(keyNameOf(first.need))} to encrypt.`,
})
