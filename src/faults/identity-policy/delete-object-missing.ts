import { missingAction } from '../missing-action.ts'
import { sentence } from '../sentence.ts'
import { asksFor, location, whoNeeds } from '../subject.ts'

export const deleteObjectMissing = missingAction({
  id: 'delete-object-missing',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows to delete files',
  sources: ['https://docs.prequel.co/export/destinations/s3', 'https://github.com/airbytehq/airbyte/issues/10665'],
  connectors: ['s3-data-lake'],
  classes: ['identity-implicit/DeleteObject'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-policy-deny-delete'],
  concerns: (need, setUp) => asksFor(setUp, 's3:DeleteObject')(need),
  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} is not allowed to delete files in ${location(connection)}, so old data stays behind.`,
})
