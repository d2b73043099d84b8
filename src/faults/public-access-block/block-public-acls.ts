import { aclFault } from '../acl-fault.ts'
import { name, sentence } from '../sentence.ts'

export const blockPublicAcls = aclFault({
  id: 'block-public-acls',
  layer: 'public-access-block',
  tier: 2,
  confidence: 'documented',
  summary: 'uploads are marked public, and Block Public Access refuses such',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  verdict: 'unique',
  lookAlikes: ['put-object-acl-missing', 'bucket-owner-enforced-acl-sent'],
  refusal: 'publicAclsAreBlocked',
  settings: { ownership: 'BucketOwnerPreferred' },
  say: (_, { connection, tidy }) =>
    sentence`The connection marks files as public (${name(tidy.acl ?? '')}), and the bucket ${name(connection.bucket)} refuses such uploads.`,
})
