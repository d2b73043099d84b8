import { everyWriteStep } from '../../connectors/s3-write.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { findMeantFolder } from '../meant-folder.ts'
import { filesIn } from '../needs-of.ts'
import { name, sentence } from '../sentence.ts'

interface FolderFinding extends Finding {
  /** The folder that was probably meant. */
  readonly meant: string
}

/** Everything that goes on in the folder. */
const stepsInFolder = ['s3.list', 's3.get', ...everyWriteStep.filter((step) => step !== 's3.mpu-list')]

export const baseDirectoryTypo: Fault<FolderFinding> = {
  id: 'base-directory-typo',
  layer: 'connection-input',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the base directory is mistyped, or in the wrong case',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html', 'https://github.com/girder/girder/pull/3440'],
  connectors: bothConnectors,
  classes: ['empty-listing', 'identity-implicit/ListBucket'],
  verdict: 'extra-probe',
  lookAlikes: ['empty-source', 'base-directory-leading-slash', 'list-prefix-condition-mismatch'],
  specificity: 3,

  inject: (setUp) => {
    const { bucket, baseDirectory } = setUp.connection
    const typo = baseDirectory.replace(/[a-zA-Z](?=[^a-zA-Z]*$)/, otherCase)
    const broken = { ...setUp, connection: { ...setUp.connection, baseDirectory: typo } }
    if (typo === baseDirectory || filesIn(setUp.fixture.buckets.get(bucket), `${baseDirectory}/`).length === 0) return undefined
    return findMeantFolder(broken) === baseDirectory ? broken : undefined
  },

  recognise: ({ tidy, connection }) =>
    tidy.baseDirectory === connection.baseDirectory ? [] : [{ meant: connection.baseDirectory, claims: [], steps: stepsInFolder }],

  say: ({ meant }, { tidy, connection }) =>
    sentence`There is nothing in the folder ${name(tidy.baseDirectory)} of ${name(connection.bucket)}; the folder ${name(meant)} was probably meant.`,

  where: () => 'Connection settings > Base directory',

  advise: ({ meant }) => `Use ${meant}.`,

  fix: ({ meant }) => [{ edit: 'connection', change: { setting: 'baseDirectory', value: meant } }],
}

const otherCase = (letter: string): string => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())
