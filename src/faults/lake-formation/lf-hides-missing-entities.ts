import { foldName } from '../../connectors/glue-needs.ts'
import type { LakeNeed } from '../../fixture/need.ts'
import type { Edit } from '../edit.ts'
import type { Fault } from '../fault.ts'
import { usedCatalog } from '../meant-catalog.ts'
import { name, sentence } from '../sentence.ts'
import { whoNeeds } from '../subject.ts'
import { describeGrants, type GrantFinding, grantEdits, isUngranted, revokeFrom } from './missing-grant.ts'

interface HiddenFinding extends GrantFinding {
  /** The table that is not there. */
  readonly typed: string
  /** The one with nearly the same name. */
  readonly near?: string
  readonly catalog: string
  readonly database: string
}

/**
 * Whoever may not create tables in a database is not told which tables it lacks.
 *
 * @see https://github.com/ExpediaGroup/waggle-dance/pull/359
 * @see https://github.com/aws/aws-sdk-pandas/issues/677
 */
export const lfHidesMissingEntities: Fault<HiddenFinding> = {
  id: 'lf-hides-missing-entities',
  layer: 'lake-formation',
  tier: 3,
  confidence: 'observed',
  summary: 'the table is not there, and Lake Formation does not say so to whoever may not create it',
  sources: ['https://github.com/ExpediaGroup/waggle-dance/pull/359', 'https://github.com/aws/aws-sdk-pandas/issues/677'],
  connectors: ['s3-data-lake'],
  classes: ['lf'],
  verdict: 'ambiguous',
  lookAlikes: ['lf-table-permission-missing', 'glue-database-missing'],
  specificity: 3,

  inject: (setUp) => {
    const { glueTable, glueDatabase = '' } = setUp.connection
    const tables = usedCatalog(setUp)?.databases.get(foldName(glueDatabase))?.tables
    if (glueTable === undefined || tables?.has(foldName(glueTable)) !== true) return undefined
    const typed = ['_v2', '_raw', '_prod'].map((end) => `${glueTable}${end}`).find((text) => !tables.has(foldName(text)))
    const revoked = revokeFrom(setUp, ({ kind }) => (kind === 'database' ? ['ALL', 'CREATE_TABLE'] : []))
    return typed === undefined || revoked === undefined ? undefined : { ...revoked, connection: { ...setUp.connection, glueTable: typed } }
  },

  recognise: (evidence) => {
    const { connection, tidy } = evidence
    const { glueTable: typed } = tidy
    const catalog = usedCatalog(evidence)
    const database = catalog?.databases.get(foldName(connection.glueDatabase ?? ''))
    if (typed === undefined || catalog === undefined || database === undefined || database.tables.has(foldName(typed))) return []
    const claims = evidence.causes.filter(isUngranted).filter(({ lacking }) => isAbout(lacking, foldName(typed)))
    const [first] = claims
    if (first === undefined) return []
    const { glueTable: meant } = connection
    return [
      {
        typed,
        claims,
        first,
        catalog: catalog.name,
        database: database.name,
        at: database.at,
        steps: ['glue.get-table', 'glue.update-table'],
        ...(meant === undefined || meant === typed ? {} : { near: meant }),
      },
    ]
  },

  say: ({ typed, database, first }) =>
    sentence`There is no table ${name(typed)} in ${name(database)}, which Lake Formation hides from the ${whoNeeds(first.need)}: it may not create tables there.`,

  where: ({ near }) =>
    near === undefined
      ? 'Lake Formation > Tables, and Data permissions'
      : 'Connection settings > Glue table, and Lake Formation > Data permissions',

  advise: (finding, evidence) => {
    const { near, typed } = finding
    const table = near === undefined ? `Create the table ${foldName(typed)}` : `Enter ${near} as the table`
    return `${table}, and grant ${describeGrants(finding, evidence)}.`
  },

  fix: (finding, evidence) => [tableEdit(finding), ...grantEdits(finding, finding.catalog, evidence)],
}

/** Creating it is asked of the database. */
const isAbout = ({ permission, on }: LakeNeed, table: string): boolean =>
  on.kind === 'table' ? on.table === table : on.kind === 'database' && permission === 'CREATE_TABLE'

const tableEdit = ({ near, typed, catalog, database }: HiddenFinding): Edit =>
  near === undefined
    ? { edit: 'catalogTable', catalog, database, table: foldName(typed) }
    : { edit: 'connection', change: { setting: 'glueTable', value: near } }
