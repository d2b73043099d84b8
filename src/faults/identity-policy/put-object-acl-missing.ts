import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, location, whoNeeds } from '../subject.ts'

export const putObjectAclMissing = missingAction({
  id: 'put-object-acl-missing',
  tier: 1,
  confidence: 'documented',
  summary: 'uploads carry an access list, and nothing allows to set it',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: ['s3-data-lake'],
  classes: ['identity-implicit/PutObjectAcl'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-owner-enforced-acl-sent', 'block-public-acls', 'deny-missing-acl', 'put-object-missing'],
  option: { acl: 'bucket-owner-full-control' },
  concerns: (need, setUp) => asksFor(setUp, 's3:PutObjectAcl')(need),
  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may not write files to ${location(connection)} with the access list ${name(connection.acl ?? '')} that the connection sends.`,
})
