import { everyGlueStep } from '../../connectors/glue-steps.ts'
import { findCatalog } from '../../fixture/decide.ts'
import type { Evidence } from '../evidence.ts'
import type { Fault, Finding } from '../fault.ts'
import { databaseInRegion } from '../meant-catalog.ts'
import { name, sentence } from '../sentence.ts'

interface RegionFinding extends Finding {
  readonly typed: string
  readonly region: string
}

export const glueWrongRegion: Fault<RegionFinding> = {
  id: 'glue-wrong-region',
  layer: 'glue',
  tier: 1,
  confidence: 'documented',
  summary: 'the database is in the catalog of another region than the connection says',
  sources: [
    'https://github.com/etleap/terraform-provider-etleap/blob/main/docs/resources/connection_s3_data_lake.md',
    'https://github.com/hashicorp/terraform-provider-aws/issues/10251',
  ],
  connectors: ['s3-data-lake'],
  classes: ['glue-notfound', 'glue-identity/GetDatabase'],
  verdict: 'extra-probe',
  lookAlikes: ['glue-database-missing', 'scp-region-deny'],
  specificity: 3,

  inject: (setUp) => {
    const { connection } = setUp
    const { glueRegion = connection.region } = connection
    if (databaseInRegion(setUp, glueRegion) === undefined) return undefined
    return { ...setUp, connection: { ...connection, glueRegion: glueRegion === 'eu-west-1' ? 'us-west-2' : 'eu-west-1' } }
  },

  recognise: (evidence) => {
    const { connection, tidy } = evidence
    const { glueRegion: typed } = tidy
    if (typed === undefined || connection.glueRegion === undefined || connection.glueRegion === typed) return []
    const { glueRegion: region } = connection
    return [{ typed, region, claims: [], steps: everyGlueStep, ...placeOf(evidence, region) }]
  },

  say: ({ typed, region }, { connection }) =>
    sentence`The Glue database ${name(connection.glueDatabase ?? '')} is not in the region ${name(typed)}; there is one of that name in ${name(region)}.`,

  where: () => 'Connection settings > Glue region',

  advise: ({ region }) => `Choose ${region}.`,

  fix: ({ region }) => [{ edit: 'connection', change: { setting: 'glueRegion', value: region } }],
}

function placeOf({ fixture, connection }: Evidence, region: string): Pick<Finding, 'at'> {
  const account = connection.roleArn?.split(':')[4] ?? ''
  const at = findCatalog(fixture, { account, region })?.databases.get((connection.glueDatabase ?? '').toLowerCase())?.at
  return at === undefined ? {} : { at }
}
