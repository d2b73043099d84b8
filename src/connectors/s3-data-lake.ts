import type { Need } from '../fixture/need.ts'
import type { S3Connection } from './connection.ts'
import type { Connector } from './connector.ts'
import { checkKey, largeKey, listPrefix, Needs } from './s3-needs.ts'
import { listAndRead, readSteps } from './s3-read.ts'
import { probeS3 } from './s3-session.ts'
import { writeAndDelete, writeSteps } from './s3-write.ts'
import { readTransferBucket, transferSteps } from './transfer-bucket.ts'

/** Writes, rewrites and deletes the files of one folder, large ones in parts, out of the vendor's transfer bucket. */
export const s3DataLake: Connector = {
  id: 's3-data-lake',

  needs: (connection, keys) => {
    const needs = new Needs(connection)
    return [
      ...needs.assumeRole(),
      needs.onBucket('s3.list', 's3:ListBucket', listPrefix(connection)),
      ...keys.map((key) => needs.onObject('s3.get', 's3:GetObject', key)),
      ...writeNeeds(needs, connection),
      ...needs.onTransferBucket('im.list', 's3:ListBucket'),
      ...needs.onTransferObject('im.get', 's3:GetObject'),
    ]
  },

  probe: (connection, access) =>
    probeS3(connection, access, {
      steps: [...readSteps, ...writeSteps, ...(connection.intermediateBucket === undefined ? [] : transferSteps.read)],
      run: async (session) => {
        if (await listAndRead(session)) await writeAndDelete(session)
        else for (const step of writeSteps) session.probe.skip(step, 'the bucket could not be reached')
        await readTransferBucket(session)
      },
    }),
}

/**
 * The header of encryption counts where an object begins: PutObject and CreateMultipartUpload. The parts need no permission of their own.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
function writeNeeds(needs: Needs, connection: S3Connection): readonly Need[] {
  const [small, large] = [checkKey(connection), largeKey(connection)]
  return [
    needs.onObject('s3.put', 's3:PutObject', small, encryptionContext(connection)),
    needs.onObject('s3.get-back', 's3:GetObject', small),
    needs.onObject('s3.mpu-create', 's3:PutObject', large, encryptionContext(connection)),
    needs.onObject('s3.mpu-part', 's3:PutObject', large),
    needs.onObject('s3.mpu-list-parts', 's3:ListMultipartUploadParts', large),
    needs.onBucket('s3.mpu-list', 's3:ListBucketMultipartUploads'),
    needs.onObject('s3.mpu-complete', 's3:PutObject', large),
    needs.onObject('s3.mpu-abort', 's3:AbortMultipartUpload', large),
    needs.onObject('s3.delete', 's3:DeleteObject', small),
    needs.onObject('s3.delete-batch', 's3:DeleteObject', large),
  ]
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys */
function encryptionContext({ kmsKeyArn }: S3Connection): Need['context'] {
  if (kmsKeyArn === undefined) return {}
  return { 's3:x-amz-server-side-encryption': 'aws:kms', 's3:x-amz-server-side-encryption-aws-kms-key-id': kmsKeyArn }
}
