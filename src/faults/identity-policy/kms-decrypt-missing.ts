import { bothConnectors } from '../fault.ts'
import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { keyNameOf, whoNeeds } from '../subject.ts'

export const kmsDecryptMissing = missingAction({
  id: 'kms-decrypt-missing',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows to decrypt with the key of the bucket',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/aws/aws-cdk/issues/8947',
    'https://fivetran.com/docs/connectors/files/amazon-s3/setup-guide-new',
  ],
  connectors: bothConnectors,
  classes: ['kms-identity/Decrypt'],
  verdict: 'ambiguous',
  lookAlikes: ['kms-key-policy-lacks-role', 'object-arn-missing-wildcard'],
  concerns: (need) => need.action === 'kms:Decrypt',
  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} can reach the files in ${name(connection.bucket)}, but may not use key ${name(keyNameOf(first.need))} to decrypt them.`,
})
