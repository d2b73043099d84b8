import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

export const bucketNameWithSchemeOrPath = inputFault({
  id: 'bucket-name-with-scheme-or-path',
  tier: 1,
  confidence: 'observed',
  summary: 'the bucket field holds a URL, an ARN or a folder besides the name',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    'https://github.com/airbytehq/airbyte/issues/65588',
  ],
  connectors: bothConnectors,
  lookAlikes: ['bucket-does-not-exist'],
  spoil: ({ bucket, baseDirectory }) => ({ bucket: `s3://${bucket}/${baseDirectory}` }),
  steps: ['s3.head-bucket', 's3.list', 's3.get', 's3.put'],
  say: ({ problem }, { typed }) =>
    sentence`${name(typed.bucket)} is more than the name of a bucket: ${name(problem.meant?.bucket ?? '')} is the name.`,
  advise: ({ problem }) =>
    `Bucket: ${problem.meant?.bucket}${problem.meant?.baseDirectory === undefined ? '' : `; base directory: ${problem.meant.baseDirectory}`}.`,
})
