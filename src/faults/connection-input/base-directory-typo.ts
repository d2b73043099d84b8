import { decideSetUp } from '../break-grant.ts'
import type { Cause } from '../cause.ts'
import { type Evidence, filesIn } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { findMeantFolder } from '../meant-folder.ts'
import { name, sentence } from '../sentence.ts'
import { isOnBucket } from '../subject.ts'

interface FolderFinding extends Finding {
  /** The folder that was probably meant. */
  readonly meant: string
}

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

  recognise: (evidence) => {
    const meant = findMeantFolder(evidence)
    if (meant === undefined) return []
    return [{ meant, claims: causesOfFolder(evidence, meant), steps: ['s3.list', 's3.get', 's3.put', 's3.get-back'] }]
  },

  say: ({ meant }, { connection }) =>
    sentence`There is nothing in the folder ${name(connection.baseDirectory)} of ${name(connection.bucket)}; the folder ${name(meant)} was probably meant.`,

  where: () => 'Connection settings > Base directory',

  advise: ({ meant }) => `Use ${meant}.`,

  fix: ({ meant }) => [{ edit: 'connection', change: { setting: 'baseDirectory', value: meant } }],
}

/** What would not stand in the way if the folder were the one that was meant. */
function causesOfFolder({ fixture, connection, causes }: Evidence, meant: string): readonly Cause[] {
  const healed = decideSetUp({ fixture, connection: { ...connection, baseDirectory: meant } })
  return causes.filter(
    ({ need }) =>
      isOnBucket(need, connection) &&
      healed.some((other) => other.need.step === need.step && other.need.action === need.action && other.decision.outcome === 'allowed'),
  )
}

const otherCase = (letter: string): string => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())
