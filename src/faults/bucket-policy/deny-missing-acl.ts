import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { uploadRule } from '../upload-rule.ts'

export const denyMissingAcl = uploadRule({
  id: 'deny-missing-acl',
  tier: 2,
  confidence: 'documented',
  summary: 'the bucket takes only uploads that hand the file over to its owner, and the connection sends no such ACL',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
    'https://github.com/ministryofjustice/modernisation-platform/pull/10122',
    'https://github.com/upserve/dockly/pull/78',
  ],
  verdict: 'extra-probe',
  lookAlikes: ['deny-unencrypted-uploads', 'bucket-policy-explicit-deny'],
  sid: 'OwnerTakesAll',
  condition: () => ({ StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
  concerns: (key) => key === 's3:x-amz-acl' || key === 's3:x-amz-grant-full-control',
  say: ({ first }) =>
    sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes only files that are handed over to its owner on upload, which the connection does not do.`,
  advise: () => 'Switch the bucket to "Bucket owner enforced", where every file is its owner\'s, and take the connection out of this Deny.',
})
