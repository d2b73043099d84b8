import { missingAction } from '../missing-action.ts'
import { sentence } from '../sentence.ts'
import { asksFor, location, whoNeeds } from '../subject.ts'

export const putObjectMissing = missingAction({
  id: 'put-object-missing',
  tier: 1,
  confidence: 'documented',
  summary: 'nothing allows to write files',
  sources: ['https://segment.com/docs/connections/storage/catalog/aws-s3/', 'https://github.com/airbytehq/airbyte/pull/22058'],
  connectors: ['s3-data-lake'],
  classes: ['identity-implicit/PutObject'],
  verdict: 'unique',
  lookAlikes: ['object-arn-missing-wildcard', 'kms-generate-datakey-missing'],
  concerns: (need, setUp) => asksFor(setUp, 's3:PutObject')(need),
  say: ({ first }, { connection }) => sentence`The ${whoNeeds(first.need)} is not allowed to write files to ${location(connection)}.`,
})
