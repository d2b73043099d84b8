import { keySettingFault } from '../key-setting-fault.ts'
import { regionOfKey } from '../meant-key.ts'
import { name, sentence } from '../sentence.ts'

export const kmsWrongRegionKey = keySettingFault({
  id: 'kms-wrong-region-key',
  layer: 'encryption-settings',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the connection names a key of another region than that of the bucket',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html'],
  classes: ['kms-notfound'],
  verdict: 'extra-probe',
  lookAlikes: ['kms-key-deleted', 'kms-key-policy-lacks-role'],
  spoil: (arn) => arn.replace(regionOfKey(arn), regionOfKey(arn) === 'eu-west-1' ? 'us-west-2' : 'eu-west-1'),
  isWrong: (arn, _, region) => regionOfKey(arn) !== '' && regionOfKey(arn) !== region,
  say: ({ typed }, { fixture, connection }) =>
    sentence`The key of the connection is in the region ${name(regionOfKey(typed))}, but the bucket ${name(connection.bucket)} is in ${name(fixture.buckets.get(connection.bucket)?.region ?? '')}.`,
})
