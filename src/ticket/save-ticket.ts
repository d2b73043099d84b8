import { stringify } from 'yaml'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { bucketAddress } from '../connectors/bucket-address.ts'
import type { S3Connection } from '../connectors/connection.ts'
import { asMeant } from '../connectors/input-lint.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import { type FormattedFixture, formatFixture } from '../fixture/format-fixture.ts'
import { parseFixture } from '../fixture/parse-fixture.ts'
import { bindScenario, parseScenario } from '../scenario/parse-scenario.ts'
import type { Reproduction } from './reproduction.ts'

export interface SavedFile {
  /** Seen from the folder that they are saved in. */
  readonly path: string
  readonly text: string
}

/** The set-up of a ticket as a fixture, and a scenario that expects what was found; or why there can be none. */
export function saveTicket(reproduction: Reproduction): Result<readonly SavedFile[], string> {
  const { setUp, causes, replay } = reproduction
  if (!replay.replayed) return err('it could not be replayed')
  const faults = causes.flatMap(({ problem }) => (problem.kind === 'fault' ? [problem] : []))
  const other = causes.find(({ problem }) => problem.kind !== 'fault')
  if (other !== undefined) return err(`a scenario expects faults of the catalogue, and this is none: ${other.problem.says}`)
  const name = nameOf(setUp.connection)
  const formatted = formatFixture(setUp.fixture)
  const expect = faults.length === 0 ? 'healthy' : { faults: faults.map((fault) => expectedOf(fault, formatted)) }
  const scenario = stringify(
    {
      fixture: `../policies/${name}`,
      connector: setUp.connection.connector,
      connection: connectionText(setUp.connection),
      cases: { 'as the customer has it': { expect } },
    },
    { lineWidth: 0 },
  )
  const files = [
    ...formatted.files.map(({ path, text }) => ({ path: `policies/${name}/${path}`, text })),
    { path: `scenarios/${name}.yaml`, text: scenario },
  ]
  const [problem] = problemsIn(formatted, scenario, name)
  return problem === undefined ? ok(files) : err(problem.message)
}

/** The bucket's name, which is one in all of AWS. */
const nameOf = (connection: S3Connection): string => asMeant(connection).bucket.replace(/[^\w.-]+/g, '-') || 'ticket'

function expectedOf({ fault, at }: Extract<DiagnosedProblem, { kind: 'fault' }>, { names }: FormattedFixture): object {
  const file = names.get(at?.file ?? '')
  return file === undefined ? { fault } : { fault, at: `${file}#${at?.pointer ?? ''}` }
}

/** In the words of a scenario. */
function connectionText(connection: S3Connection): object {
  const { roleArn, caller, callerRoleArn, callerSessionName, baseDirectory, kmsKeyArn, externalId, region } = connection
  const { sessionName, intermediateBucket, scheme, sourceIp } = connection
  const text = {
    iamRole: roleArn,
    externalId,
    [roleArn === undefined ? 'user' : 'caller']: caller,
    callerRole: callerRoleArn,
    callerSession: callerSessionName,
    inputBucket: bucketAddress(connection),
    baseDirectory: baseDirectory === '' ? undefined : baseDirectory,
    region,
    sessionName,
    intermediateBucket,
    kmsKey: kmsKeyArn,
    scheme: scheme === 'https' ? undefined : scheme,
    sourceIp,
    from: connection.from,
    sessionPolicy: connection.sessionPolicyArn,
    sessionTags: connection.sessionTags,
    glueDatabase: connection.glueDatabase,
    glueRegion: connection.glueRegion,
    glueTable: connection.glueTable,
    stagingFolder: connection.stagingFolder,
    stagingDays: connection.stagingDays,
    reader: connection.reader,
  }
  return Object.fromEntries(Object.entries(text).filter(([, value]) => value !== undefined))
}

/** What keeps the files from being read back: names that only an ARN which is none has. */
function problemsIn({ files, names }: FormattedFixture, scenario: string, name: string): readonly Problem[] {
  const problems: Problem[] = []
  const outline = parseScenario(scenario, { name, file: `scenarios/${name}.yaml`, faults: faultsIn(scenario) }, problems)
  const fixture = parseFixture(files[0]?.text ?? '', {
    name,
    file: 'fixture.yaml',
    readFile: (path) => {
      const file = path.replace(/^\.\//, '')
      const text = files.find((one) => one.path === file)?.text
      return text === undefined ? { found: false, file, beside: [...names.values()] } : { found: true, file, text }
    },
  })
  if (!fixture.ok) return fixture.error
  const bound = outline === undefined ? undefined : bindScenario(outline, fixture.value)
  return [...problems, ...(bound === undefined || bound.ok ? [] : bound.error)]
}

/** They come from a diagnosis, so that all of them are of the catalogue. */
const faultsIn = (scenario: string): readonly string[] => Array.from(scenario.matchAll(/fault: ([\w-]+)/g), ([, id = '']) => id)
