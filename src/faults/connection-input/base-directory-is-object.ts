import type { Fault, Finding } from '../fault.ts'
import { filesIn } from '../needs-of.ts'
import { name, sentence } from '../sentence.ts'

interface FileFinding extends Finding {
  /** The folder that has the file; empty for the top of the bucket. */
  readonly folder: string
}

export const baseDirectoryIsObject: Fault<FileFinding> = {
  id: 'base-directory-is-object',
  layer: 'connection-input',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the base directory is a file, not a folder',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-folders.html',
    'https://github.com/etleap/terraform-provider-etleap/blob/main/docs/resources/connection_s3_input.md',
  ],
  connectors: ['s3-input'],
  classes: ['empty-listing', 'identity-implicit/ListBucket'],
  verdict: 'extra-probe',
  lookAlikes: ['base-directory-typo', 'empty-source'],
  specificity: 3,

  inject: (setUp) => {
    const { bucket, baseDirectory, connector } = setUp.connection
    const [file] = filesIn(setUp.fixture.buckets.get(bucket), `${baseDirectory}/`)
    if (connector !== 's3-input' || baseDirectory === '' || file === undefined) return undefined
    return { ...setUp, connection: { ...setUp.connection, baseDirectory: file } }
  },

  recognise: ({ fixture, connection }) => {
    const { bucket, baseDirectory } = connection
    const stored = fixture.buckets.get(bucket)
    const file = stored?.objects.get(baseDirectory)
    if (connection.connector !== 's3-input' || file === undefined || filesIn(stored, `${baseDirectory}/`).length > 0) return []
    return [{ folder: baseDirectory.split('/').slice(0, -1).join('/'), claims: [], steps: ['s3.list', 's3.get'], at: file.at }]
  },

  say: (_, { connection }) =>
    sentence`${name(connection.baseDirectory)} is a file in ${name(connection.bucket)}, but the connection needs a folder.`,

  where: () => 'Connection settings > Base directory',

  advise: ({ folder }) => (folder === '' ? 'Leave the base directory empty.' : `Use ${folder}.`),

  fix: ({ folder }) => [{ edit: 'connection', change: { setting: 'baseDirectory', value: folder } }],
}
