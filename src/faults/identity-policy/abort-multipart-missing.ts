import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

export const abortMultipartMissing = missingAction({
  id: 'abort-multipart-missing',
  tier: 1,
  confidence: 'knowledge',
  summary: 'nothing allows to cancel a large upload',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html', 'https://github.com/airbytehq/airbyte/pull/22058'],
  connectors: ['s3-data-lake'],
  classes: ['identity-implicit/AbortMultipartUpload'],
  verdict: 'unique',
  lookAlikes: ['list-multipart-missing'],
  concerns: (need, setUp) => asksFor(setUp, 's3:AbortMultipartUpload')(need),
  say: ({ first }) =>
    sentence`The ${whoNeeds(first.need)} can start large uploads to ${name(bucketOf(first.need) ?? '')} but not cancel them, which leaves billed pieces behind.`,
})
