import { missingAction } from '../missing-action.ts'
import { sentence } from '../sentence.ts'
import { asksFor, location, whoNeeds } from '../subject.ts'

export const putObjectTaggingMissing = missingAction({
  id: 'put-object-tagging-missing',
  tier: 2,
  confidence: 'knowledge',
  summary: 'uploads carry tags, and nothing allows to set them',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: ['s3-data-lake'],
  classes: ['identity-implicit/PutObjectTagging'],
  verdict: 'extra-probe',
  lookAlikes: ['put-object-missing', 'deny-required-object-tag'],
  option: { objectTags: 'team=etl' },
  concerns: (need, setUp) => asksFor(setUp, 's3:PutObjectTagging')(need),
  say: ({ first }, { connection }) => sentence`The ${whoNeeds(first.need)} may write files to ${location(connection)}, but not tag them.`,
})
