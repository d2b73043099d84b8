import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

export const baseDirectoryLeadingSlash = inputFault({
  id: 'base-directory-leading-slash',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the base directory has a slash too many, so no key begins with it',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html', 'https://github.com/bji/libs3/pull/111'],
  connectors: bothConnectors,
  lookAlikes: ['base-directory-typo', 'empty-source'],
  spoil: ({ baseDirectory }) => (baseDirectory === '' ? undefined : { baseDirectory: `/${baseDirectory}` }),
  steps: [
    's3.list',
    's3.get',
    's3.put',
    's3.get-back',
    'owner.get',
    's3.delete',
    's3.mpu-create',
    's3.mpu-list-parts',
    's3.mpu-abort',
    's3.delete-batch',
  ],
  say: (_, { typed }) =>
    sentence`No files in ${name(typed.bucket)} are named ${name(`${typed.baseDirectory}/…`)}: folders of S3 do not begin or end with a slash.`,
  advise: ({ problem }) => `Use ${problem.meant?.baseDirectory === '' ? 'an empty base directory' : problem.meant?.baseDirectory}.`,
})
