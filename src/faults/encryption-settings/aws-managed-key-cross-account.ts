import { listPrefix, worker } from '../../connectors/s3-needs.ts'
import { awsManagedKey } from '../../fixture/fixture.ts'
import { applyEdits } from '../edit-fixture.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { holderIn, holderOf } from '../holder.ts'
import { filesIn } from '../needs-of.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { type FilesFinding, filesThat } from '../stored-files.ts'
import { workerName } from '../subject.ts'

export const awsManagedKeyCrossAccount: Fault<FilesFinding> = {
  id: 'aws-managed-key-cross-account',
  layer: 'encryption-settings',
  tier: 2,
  confidence: 'documented',
  summary: 'the files are encrypted with the key aws/s3, which nobody outside of the account of the bucket can ever use',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['kms-resource-side'],
  verdict: 'ambiguous',
  lookAlikes: ['kms-key-other-account', 'kms-key-policy-lacks-role'],
  specificity: 3,

  /** Only from outside of the account that owns the bucket. */
  inject: (setUp) => {
    const { bucket } = setUp.connection
    if (!isOutside(setUp) || setUp.fixture.buckets.get(bucket)?.encryptionKey !== undefined) return undefined
    return applyEdits(setUp, [{ edit: 'defaultEncryption', bucket, key: awsManagedKey }])
  },

  recognise: (evidence) => {
    const bucket = evidence.fixture.buckets.get(evidence.connection.bucket)
    if (bucket?.encryptionKey !== awsManagedKey || !isOutside(evidence)) return []
    const prefix = listPrefix(evidence.connection) ?? ''
    // A bucket without files has files of tomorrow.
    if (filesIn(bucket, prefix).length === 0) return [{ bucket: bucket.name, prefix, files: [], at: bucket.at, claims: [], steps }]
    return filesThat(evidence, ({ customerKey, deleted }) => customerKey === undefined && deleted === undefined, steps)
  },

  say: ({ bucket }, evidence) =>
    sentence`Files in ${name(bucket)} are encrypted with the key ${name(awsManagedKey)} of its account, which the ${workerName(evidence)} of another account can never use.`,

  where: ({ bucket }) => `S3 > ${bucket} > Properties > Default encryption`,

  advise: () => 'Choose S3 managed keys (SSE-S3), or a key of your own that lets the other account in, and write the files again.',

  fix: ({ bucket }) => [{ edit: 'defaultEncryption', bucket, key: undefined }],
}

/** What is written from outside is encrypted with the key of that name of the writer's account, which the owner of the bucket cannot use either. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html */
const steps = ['s3.get', 's3.get-second', 'owner.get'] as const

function isOutside({ fixture, connection }: SetUp): boolean {
  const holder = holderOf(fixture, worker(connection))
  const owner = fixture.buckets.get(connection.bucket)?.account
  return holder !== undefined && owner !== undefined && holderIn(fixture, holder)?.account !== owner
}
