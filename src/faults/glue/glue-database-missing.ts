import { foldName } from '../../connectors/glue-needs.ts'
import { everyGlueStep } from '../../connectors/glue-steps.ts'
import type { Edit } from '../edit.ts'
import type { Fault, Finding } from '../fault.ts'
import { catalogsOf } from '../meant-catalog.ts'
import { name, sentence } from '../sentence.ts'

interface DatabaseFinding extends Finding {
  readonly typed: string
  readonly region: string
  /** The database with nearly the same name. */
  readonly near?: string
  /** The catalog that should have it. */
  readonly catalog?: string
}

export const glueDatabaseMissing: Fault<DatabaseFinding> = {
  id: 'glue-database-missing',
  layer: 'glue',
  tier: 2,
  confidence: 'documented',
  summary: 'the catalog has no database of that name',
  sources: [
    'https://github.com/etleap/terraform-provider-etleap/blob/main/docs/resources/connection_s3_data_lake.md',
    'https://github.com/airbytehq/airbyte/blob/master/docs/integrations/destinations/s3-data-lake.md',
  ],
  connectors: ['s3-data-lake'],
  classes: ['glue-notfound', 'glue-identity/GetDatabase', 'lf'],
  verdict: 'extra-probe',
  lookAlikes: ['glue-wrong-region'],
  specificity: 3,

  inject: (setUp) => {
    const { connection } = setUp
    const { glueDatabase, glueTable, glueRegion = connection.region } = connection
    const catalog = catalogsOf(setUp).find(({ region }) => region === glueRegion)
    if (glueDatabase === undefined || catalog?.databases.has(foldName(glueDatabase)) !== true) return undefined
    const others = [...catalog.databases.keys()]
    const typed = ['_v2', '_raw', '_prod'].map((end) => `${glueDatabase}${end}`).find((text) => !others.includes(foldName(text)))
    if (typed === undefined || (catalog.lakeFormation === undefined && glueTable === undefined)) return undefined
    return { ...setUp, connection: { ...connection, glueDatabase: typed } }
  },

  recognise: (evidence) => {
    const { tidy, connection } = evidence
    const { glueDatabase: typed } = tidy
    const { glueDatabase: meant, glueRegion: region = connection.region } = connection
    const catalogs = catalogsOf(evidence)
    if (typed === undefined || catalogs.length === 0 || catalogs.some(({ databases }) => databases.has(foldName(typed)))) return []
    const catalog = catalogs.find((one) => one.region === region)
    return [
      {
        typed,
        region,
        claims: [],
        steps: everyGlueStep,
        ...(meant === undefined || meant === typed ? {} : { near: meant }),
        ...(catalog === undefined ? {} : { catalog: catalog.name, at: catalog.at }),
      },
    ]
  },

  say: ({ typed, region }) => sentence`There is no Glue database ${name(typed)} in the region ${name(region)}.`,

  where: ({ near }) => (near === undefined ? 'AWS Glue > Data Catalog > Databases' : 'Connection settings > Glue database'),

  advise: ({ typed, near }) =>
    near === undefined ? `Create the database ${foldName(typed)}.` : `Enter ${near}, or create the database ${foldName(typed)}.`,

  fix: ({ typed, near, catalog }): readonly Edit[] => {
    if (near !== undefined) return [{ edit: 'connection', change: { setting: 'glueDatabase', value: near } }]
    return catalog === undefined ? [] : [{ edit: 'catalogDatabase', catalog, database: foldName(typed), become: 'there' }]
  },
}
