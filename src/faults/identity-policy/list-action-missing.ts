import { bothConnectors } from '../fault.ts'
import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

export const listActionMissing = missingAction({
  id: 'list-action-missing',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows to list the bucket',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/airbytehq/airbyte/issues/10665',
    'https://github.com/remotely-save/remotely-save/issues/564',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/ListBucket'],
  verdict: 'ambiguous',
  lookAlikes: [
    'list-on-object-arn',
    'list-prefix-condition-mismatch',
    'action-name-typo',
    'object-arn-wrong-bucket',
    'permissions-boundary-no-s3',
  ],
  concerns: (need, setUp) => asksFor(setUp, 's3:ListBucket')(need),
  say: ({ first }) => sentence`The ${whoNeeds(first.need)} is not allowed to list the files in ${name(bucketOf(first.need) ?? '')}.`,
})
