import type { Connector } from './connector.ts'
import { glueNeeds } from './glue-needs.ts'
import { glueStepsOf, workWithCatalog } from './glue-steps.ts'
import { checkKey, largeKey, listPrefix, Needs } from './s3-needs.ts'
import { listAndRead, readSteps } from './s3-read.ts'
import { probeS3 } from './s3-session.ts'
import { writeAndDelete, writeStepsOf } from './s3-write.ts'
import { readTransferBucket, transferSteps } from './transfer-bucket.ts'

/** Writes, rewrites and deletes the files of one folder, large ones in parts, out of the vendor's transfer bucket, and keeps its tables in the Glue Data Catalog. */
export const s3DataLake: Connector = {
  id: 's3-data-lake',

  needs: (connection, known) => {
    const needs = new Needs(connection, known)
    const [small, large] = [checkKey(connection), largeKey(connection)]
    return [
      ...needs.assumeRole(),
      ...needs.lookUpRegion(),
      ...needs.onBucket('s3.list', 's3:ListBucket', listPrefix(connection)),
      ...needs.readFiles(),
      ...needs.readVersions(),
      ...needs.readSample(),
      ...needs.put('s3.put', small),
      ...needs.getBack('s3.get-back', small),
      ...needs.readByOwner(small),
      ...needs.stage(small),
      ...needs.put('s3.mpu-create', large),
      ...needs.putPart('s3.mpu-part', large),
      ...needs.listParts('s3.mpu-list-parts', large),
      ...needs.onBucket('s3.mpu-list', 's3:ListBucketMultipartUploads'),
      ...needs.putPart('s3.mpu-complete', large),
      ...needs.onObject('s3.mpu-abort', 's3:AbortMultipartUpload', large),
      ...needs.deleteVersion(small),
      ...needs.onObject('s3.delete', 's3:DeleteObject', small),
      ...needs.onObject('s3.delete-batch', 's3:DeleteObject', large),
      ...needs.onTransferBucket('im.list', 's3:ListBucket'),
      ...needs.onTransferObject('im.get', 's3:GetObject'),
      ...glueNeeds(connection, known),
    ]
  },

  probe: (connection, access) =>
    probeS3(connection, access, {
      steps: [
        ...readSteps,
        ...writeStepsOf(connection),
        ...(connection.intermediateBucket === undefined ? [] : transferSteps.read),
        ...glueStepsOf(connection),
      ],
      run: async (session) => {
        if (await listAndRead(session)) await writeAndDelete(session)
        else for (const step of writeStepsOf(connection)) session.probe.skip(step, 'the bucket could not be reached')
        await readTransferBucket(session)
        await workWithCatalog(session)
      },
    }),
}
