import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { ruledKeys, uploadRule } from '../upload-rule.ts'

const isTag = (key: string): boolean => key.startsWith('s3:requestobjecttag/') || key === 's3:requestobjecttagkeys'

/** `owner` of `s3:RequestObjectTag/owner`. */
const tagIn = (key = ''): string => key.slice(key.indexOf('/') + 1)

export const denyRequiredObjectTag = uploadRule({
  id: 'deny-required-object-tag',
  tier: 3,
  confidence: 'knowledge',
  summary: 'the bucket takes only uploads with a certain tag, and the connection sets none',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  ],
  verdict: 'extra-probe',
  lookAlikes: ['deny-unencrypted-uploads', 'bucket-policy-explicit-deny'],
  sid: 'TaggedUploadsOnly',
  condition: () => ({ Null: { 's3:RequestObjectTag/owner': 'true' } }),
  concerns: isTag,
  say: ({ first }) =>
    sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes only files that are tagged with ${name(tagIn(ruledKeys(first, isTag)[0]))}, and the connection sets no tags.`,
  advise: () => 'Take the connection out of this Deny, or set the tag in the connection if it can.',
})
