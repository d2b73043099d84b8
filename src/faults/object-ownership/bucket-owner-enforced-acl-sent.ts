import { aclFault } from '../acl-fault.ts'
import { name, sentence } from '../sentence.ts'

export const bucketOwnerEnforcedAclSent = aclFault({
  id: 'bucket-owner-enforced-acl-sent',
  layer: 'object-ownership',
  tier: 1,
  confidence: 'observed',
  summary: 'access lists are switched off in the bucket, and uploads carry one that says more than "the owner"',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html',
    'https://github.com/ansible-collections/amazon.aws/issues/863',
    'https://github.com/anacronw/multer-s3/issues/161',
  ],
  verdict: 'unique',
  lookAlikes: ['put-object-acl-missing', 'block-public-acls'],
  refusal: 'aclsAreOff',
  settings: {
    publicAccessBlock: { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: true, restrictPublicBuckets: true },
  },
  say: (_, { connection, tidy }) =>
    sentence`The bucket ${name(connection.bucket)} has access lists switched off, and the connection sends one with each file: ${name(tidy.acl ?? '')}.`,
})
