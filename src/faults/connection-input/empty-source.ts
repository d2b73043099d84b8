import { listPrefix } from '../../connectors/s3-needs.ts'
import type { Fault, Finding } from '../fault.ts'
import { findMeantFolder } from '../meant-folder.ts'
import { filesIn } from '../needs-of.ts'
import { removeObjects } from '../rearrange-fixture.ts'
import { sentence } from '../sentence.ts'
import { location } from '../subject.ts'

export const emptySource: Fault<Finding> = {
  id: 'empty-source',
  layer: 'connection-input',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the folder is there, but no file is in it yet',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-folders.html'],
  connectors: ['s3-input'],
  classes: ['empty-listing'],
  verdict: 'ambiguous',
  lookAlikes: ['base-directory-typo', 'base-directory-leading-slash'],
  specificity: 2,

  inject: (setUp) => {
    const { bucket, connector } = setUp.connection
    const prefix = listPrefix(setUp.connection) ?? ''
    if (filesIn(setUp.fixture.buckets.get(bucket), prefix).length === 0 || connector !== 's3-input') return undefined
    const empty = { ...setUp, fixture: removeObjects(setUp.fixture, bucket, prefix) }
    return findMeantFolder(empty) === undefined ? empty : undefined
  },

  /** It is a question, not an error: files may come later. */
  recognise: ({ fixture, connection }) => {
    const bucket = fixture.buckets.get(connection.bucket)
    if (bucket === undefined || connection.connector !== 's3-input' || filesIn(bucket, listPrefix(connection) ?? '').length > 0) return []
    const prefix = listPrefix(connection) ?? ''
    const wasDeleted = [...bucket.objects].some(([key, { deleted }]) => deleted === true && key.startsWith(prefix))
    if (bucket.objects.has(connection.baseDirectory) || wasDeleted) return []
    return [{ claims: [], steps: ['s3.list', 's3.get'], at: bucket.at }]
  },

  say: (_, { connection }) => sentence`There are no files to read in ${location(connection)} yet.`,

  where: (_, { connection }) => `S3 > ${connection.bucket}`,

  advise: (_, { connection }) => `Is ${connection.bucket} the right bucket? If files arrive later, there is nothing to change.`,

  fix: () => [],
}
