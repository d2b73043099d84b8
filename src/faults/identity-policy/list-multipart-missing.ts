import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

export const listMultipartMissing = missingAction({
  id: 'list-multipart-missing',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows to look at unfinished large uploads',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html', 'https://github.com/boto/boto3/issues/2579'],
  connectors: ['s3-data-lake'],
  classes: ['identity-implicit/ListBucketMultipartUploads', 'identity-implicit/ListMultipartUploadParts'],
  verdict: 'unique',
  lookAlikes: ['abort-multipart-missing'],
  concerns: (need, setUp) => asksFor(setUp, 's3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts')(need),
  say: ({ first }) => sentence`The ${whoNeeds(first.need)} cannot see unfinished large uploads in ${name(bucketOf(first.need) ?? '')}.`,
})
