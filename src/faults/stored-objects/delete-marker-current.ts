import type { Fault } from '../fault.ts'
import { filesIn } from '../needs-of.ts'
import { sentence } from '../sentence.ts'
import { changeFiles, type FilesFinding, filesThat } from '../stored-files.ts'
import { location } from '../subject.ts'

export const deleteMarkerCurrent: Fault<FilesFinding> = {
  id: 'delete-marker-current',
  layer: 'stored-objects',
  tier: 2,
  confidence: 'documented',
  summary: 'the files were deleted in a bucket that keeps versions: only older versions are there',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-versioning.html',
  ],
  connectors: ['s3-input'],
  classes: ['empty-listing'],
  verdict: 'extra-probe',
  lookAlikes: ['empty-source', 'base-directory-typo'],
  specificity: 3,

  inject: (setUp) => (setUp.connection.connector === 's3-input' ? changeFiles(setUp, { deleted: true }, { versioning: true }) : undefined),

  /** A file that was deleted is no fault where others are left. */
  recognise: (evidence) => {
    const { fixture, connection } = evidence
    const found = filesThat(evidence, ({ deleted }) => deleted === true, ['s3.list', 's3.get'])
    const isEmpty = found.every(({ prefix }) => filesIn(fixture.buckets.get(connection.bucket), prefix).length === 0)
    return isEmpty && connection.connector === 's3-input' ? found : []
  },

  say: (_, { connection }) => sentence`The files in ${location(connection)} were deleted; their older versions are still there.`,

  where: ({ bucket }) => `S3 > ${bucket} > Objects > Show versions`,

  advise: () => 'Delete the delete markers to have the files back, or put new files there.',

  fix: ({ bucket, prefix }) => [{ edit: 'objects', bucket, prefix, become: {} }],
}
