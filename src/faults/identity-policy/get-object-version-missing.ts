import { missingAction } from '../missing-action.ts'
import { sentence } from '../sentence.ts'
import { asksFor, location, whoNeeds } from '../subject.ts'

export const getObjectVersionMissing = missingAction({
  id: 'get-object-version-missing',
  tier: 2,
  confidence: 'documented',
  summary: 'the product reads files by their version, and only reading without one is allowed',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html',
    'https://docs.snowflake.com/en/user-guide/data-load-s3-config-aws-iam-role',
  ],
  connectors: ['s3-input'],
  classes: ['identity-implicit/GetObjectVersion'],
  verdict: 'extra-probe',
  lookAlikes: ['get-object-action-missing'],
  option: { readsVersions: 'yes' },
  concerns: (need, setUp) => asksFor(setUp, 's3:GetObjectVersion')(need),
  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may read the files in ${location(connection)}, but not a given version of one.`,
})
