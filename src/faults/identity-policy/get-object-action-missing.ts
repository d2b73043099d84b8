import { bothConnectors } from '../fault.ts'
import { missingAction } from '../missing-action.ts'
import { sentence } from '../sentence.ts'
import { asksFor, location, whoNeeds } from '../subject.ts'

export const getObjectActionMissing = missingAction({
  id: 'get-object-action-missing',
  tier: 1,
  confidence: 'documented',
  summary: 'nothing allows to read the files',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject'],
  verdict: 'ambiguous',
  lookAlikes: [
    'object-arn-missing-wildcard',
    'object-arn-wrong-bucket',
    'object-arn-wrong-prefix',
    'action-name-typo',
    'condition-not-applicable-to-action',
  ],
  concerns: (need, setUp) => asksFor(setUp, 's3:GetObject')(need),
  say: ({ first }, { connection }) => sentence`The ${whoNeeds(first.need)} is not allowed to read files in ${location(connection)}.`,
})
