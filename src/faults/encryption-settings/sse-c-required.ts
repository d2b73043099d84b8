import { bothConnectors, type Fault } from '../fault.ts'
import { sentence } from '../sentence.ts'
import { changeFiles, type FilesFinding, filesThat } from '../stored-files.ts'
import { location } from '../subject.ts'

export const sseCRequired: Fault<FilesFinding> = {
  id: 'sse-c-required',
  layer: 'encryption-settings',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the files are encrypted with a key that their writer keeps, and no reader without it gets them',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html',
  ],
  connectors: bothConnectors,
  classes: ['sse-c'],
  verdict: 'unique',
  lookAlikes: ['kms-decrypt-missing'],
  specificity: 3,

  inject: (setUp) => changeFiles(setUp, { customerKey: true }),

  recognise: (evidence) =>
    filesThat(evidence, ({ customerKey, deleted }) => customerKey === true && deleted === undefined, ['s3.get', 's3.get-second']),

  say: (_, { connection }) =>
    sentence`Files in ${location(connection)} are encrypted with a key that only their writer has, so nobody else can read them.`,

  where: ({ bucket, files }) => `Whoever writes ${files[0]} to ${bucket}`,

  advise: () => 'Write the files again without a key of their own: the bucket encrypts them by itself.',

  fix: ({ bucket, prefix }) => [{ edit: 'objects', bucket, prefix, become: {} }],
}
