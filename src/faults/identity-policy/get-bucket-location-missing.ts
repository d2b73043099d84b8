import { bothConnectors } from '../fault.ts'
import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, whoNeeds } from '../subject.ts'

export const getBucketLocationMissing = missingAction({
  id: 'get-bucket-location-missing',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows to look up the region of the bucket, and the product asks for it first',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html',
    'https://github.com/n8n-io/n8n/issues/5921',
    'https://github.com/cloudquery/cloudquery/pull/8843',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetBucketLocation'],
  verdict: 'unique',
  lookAlikes: ['list-action-missing'],
  option: { looksUpRegion: 'yes' },
  concerns: (need, setUp) => asksFor(setUp, 's3:GetBucketLocation')(need),
  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may not look up in which region ${name(connection.bucket)} is, which the connection asks for first.`,
})
