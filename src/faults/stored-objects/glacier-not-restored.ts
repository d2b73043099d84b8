import { bothConnectors, type Fault } from '../fault.ts'
import { sentence } from '../sentence.ts'
import { changeFiles, type FilesFinding, filesThat } from '../stored-files.ts'
import { location } from '../subject.ts'

/** Classes whose objects must be restored before they can be read. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html */
const archives: readonly (string | undefined)[] = ['GLACIER', 'DEEP_ARCHIVE']

export const glacierNotRestored: Fault<FilesFinding> = {
  id: 'glacier-not-restored',
  layer: 'stored-objects',
  tier: 1,
  confidence: 'observed',
  summary: 'the files were moved to an archive, and are not restored',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html',
    'https://github.com/ClickHouse/ClickHouse/issues/59454',
    'https://github.com/Yelp/mrjob/issues/1887',
  ],
  connectors: bothConnectors,
  classes: ['archived'],
  verdict: 'unique',
  lookAlikes: ['get-object-action-missing'],
  specificity: 3,

  inject: (setUp) => changeFiles(setUp, { storageClass: 'GLACIER' }),

  recognise: (evidence) =>
    filesThat(evidence, ({ storageClass, deleted }) => archives.includes(storageClass) && deleted === undefined, [
      's3.get',
      's3.get-second',
    ]),

  say: ({ files }, { connection }) =>
    files.length === 1
      ? sentence`A file in ${location(connection)} is in an archive, and cannot be read until somebody restores it.`
      : sentence`The connection cannot read ${String(files.length)} files in ${location(connection)}: they are in an archive, and not restored.`,

  where: ({ bucket }) => `S3 > ${bucket} > Objects, and Management > Lifecycle rules`,

  advise: () => 'Restore the files, and let the rule archive files later than they are loaded.',

  fix: ({ bucket, prefix }) => [{ edit: 'objects', bucket, prefix, become: {} }],
}
