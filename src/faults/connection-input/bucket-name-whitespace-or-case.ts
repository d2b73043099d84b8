import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

export const bucketNameWhitespaceOrCase = inputFault({
  id: 'bucket-name-whitespace-or-case',
  tier: 1,
  confidence: 'documented',
  summary: 'the bucket name has a stray space or a capital letter',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
  ],
  connectors: bothConnectors,
  lookAlikes: ['bucket-does-not-exist'],
  spoil: ({ bucket }) => ({ bucket: `${bucket} ` }),
  steps: ['s3.head-bucket', 's3.list', 's3.get', 's3.put'],
  say: ({ problem }) =>
    sentence`The name of the bucket ${name(problem.meant?.bucket ?? '')} was entered with a stray space or capital letter.`,
  advise: ({ problem }) => `Use ${problem.meant?.bucket}.`,
})
