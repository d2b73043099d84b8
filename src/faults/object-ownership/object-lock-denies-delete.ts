import { allowBeside } from '../allow-beside.ts'
import { decideSetUp } from '../break-grant.ts'
import type { Fault } from '../fault.ts'
import { isMet } from '../find-causes.ts'
import { changeEntry } from '../map-entry.ts'
import { name, sentence } from '../sentence.ts'
import { withOption } from '../with-option.ts'

export const objectLockDeniesDelete: Fault = {
  id: 'object-lock-denies-delete',
  layer: 'object-ownership',
  tier: 2,
  confidence: 'observed',
  summary: 'the connection deletes versions of files, and the object lock of the bucket keeps them for some time',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: ['s3-data-lake'],
  classes: ['object-lock'],
  verdict: 'unique',
  lookAlikes: ['delete-object-missing', 'bucket-policy-deny-delete', 'glacier-not-restored'],
  specificity: 3,

  /** The role may delete versions, so that nothing but the lock keeps them. */
  inject: (setUp) => {
    const asking = setUp.connection.connector === 's3-data-lake' ? withOption(setUp, { deletesVersions: 'yes' }) : undefined
    const may = asking && allowBeside(asking, 's3.delete', ['s3:DeleteObjectVersion'])
    if (may === undefined || !decideSetUp(may).every(isMet)) return undefined
    const { fixture, connection } = may
    const lock = { versioning: true, objectLock: { mode: 'GOVERNANCE', days: 30 } } as const
    return {
      fixture: { ...fixture, buckets: changeEntry(fixture.buckets, connection.bucket, (bucket) => ({ ...bucket, ...lock })) },
      connection,
    }
  },

  /** A delete that names no version only hides the file, which the lock lets pass. */
  recognise: ({ fixture, connection, tidy }) => {
    const bucket = fixture.buckets.get(connection.bucket)
    if (bucket?.objectLock === undefined || tidy.deletesVersions === undefined) return []
    return [{ at: bucket.at, claims: [], steps: ['s3.delete-version'] }]
  },

  say: (_, { fixture, connection }) =>
    sentence`The bucket ${name(connection.bucket)} keeps every version for ${String(fixture.buckets.get(connection.bucket)?.objectLock?.days)} days, so the connection cannot delete old ones for good.`,

  where: () => 'Connection settings > Delete versions',

  advise: (_, { connection }) =>
    `Let the connection delete files without their versions, or use a bucket without the default retention that ${connection.bucket} has.`,

  fix: () => [{ edit: 'connection', change: { setting: 'deletesVersions', value: undefined } }],
}
