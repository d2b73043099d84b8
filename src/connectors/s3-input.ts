import type { Connector } from './connector.ts'
import { listPrefix, Needs } from './s3-needs.ts'
import { listAndRead, readSteps } from './s3-read.ts'
import { probeS3 } from './s3-session.ts'
import { copyThroughTransferBucket, transferSteps } from './transfer-bucket.ts'

/** Reads the files of one folder, and copies them through the vendor's transfer bucket. */
export const s3Input: Connector = {
  id: 's3-input',

  needs: (connection, known) => {
    const needs = new Needs(connection, known)
    return [
      ...needs.assumeRole(),
      ...needs.lookUpRegion(),
      ...needs.onBucket('s3.list', 's3:ListBucket', listPrefix(connection)),
      ...needs.readFiles(),
      ...needs.readVersions(),
      ...needs.readSample(),
      ...needs.onTransferBucket('im.list', 's3:ListBucket'),
      ...needs.onTransferObject('im.put', 's3:PutObject'),
      ...needs.onTransferObject('im.get', 's3:GetObject'),
      ...needs.onTransferObject('im.delete', 's3:DeleteObject'),
    ]
  },

  probe: (connection, access) =>
    probeS3(connection, access, {
      steps: [...readSteps, ...(connection.intermediateBucket === undefined ? [] : transferSteps.write)],
      run: async (session) => {
        await listAndRead(session)
        await copyThroughTransferBucket(session)
      },
    }),
}
