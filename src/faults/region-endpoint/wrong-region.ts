import { everyGlueStep } from '../../connectors/glue-steps.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { catalogsOf } from '../meant-catalog.ts'
import { name, sentence } from '../sentence.ts'
import { isOptInRegion } from './opt-in-region.ts'

interface RegionFinding extends Finding {
  readonly region: string
  /** Of a catalog that was found by the wrong region: it stays where it is. */
  readonly glueRegion?: string
}

export const wrongRegion: Fault<RegionFinding> = {
  id: 'wrong-region',
  layer: 'region-endpoint',
  tier: 1,
  confidence: 'observed',
  summary: 'the bucket is in another region than the connection says',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    'https://github.com/airbytehq/airbyte/issues/48407',
    'https://github.com/lensesio/stream-reactor/issues/898',
  ],
  connectors: bothConnectors,
  classes: ['region'],
  verdict: 'unique',
  lookAlikes: ['region-format', 'opt-in-region-bucket'],
  specificity: 3,

  inject: (setUp) => {
    // The ARN of an access point has the region in it.
    const { bucket, accessPoint, region } = setUp.connection
    const own = setUp.fixture.buckets.get(bucket)?.region
    if (own === undefined || own !== region || accessPoint !== undefined) return undefined
    return { ...setUp, connection: { ...setUp.connection, region: region === 'eu-west-1' ? 'us-west-2' : 'eu-west-1' } }
  },

  recognise: (evidence) => findWrongRegion(evidence).filter(({ region }) => !isOptInRegion(region)),

  say: ({ region }, { tidy, connection }) =>
    sentence`The bucket ${name(connection.bucket)} is in the region ${name(region)}, not in ${name(tidy.region)}.`,

  where: () => 'Connection settings > Region',

  advise: ({ region, glueRegion }) => `Choose ${region}${andKeep(glueRegion)}.`,

  fix: ({ region, glueRegion }) => [
    { edit: 'connection', change: { setting: 'region', value: region } },
    ...(glueRegion === undefined ? [] : [{ edit: 'connection' as const, change: { setting: 'glueRegion' as const, value: glueRegion } }]),
  ],
}

/** In words, where the catalog must be named now. */
export const andKeep = (glueRegion: string | undefined): string =>
  glueRegion === undefined ? '' : `, and enter ${glueRegion} as the region of Glue`

/** That the bucket is somewhere else, wherever that is. */
export function findWrongRegion(evidence: Evidence): readonly RegionFinding[] {
  const { fixture, tidy, connection } = evidence
  const bucket = fixture.buckets.get(connection.bucket)
  if (bucket === undefined || bucket.region === tidy.region) return []
  return [
    {
      region: bucket.region,
      ...catalogLeftBehind(evidence, bucket.region),
      at: bucket.at,
      claims: [],
      steps: ['s3.head-bucket', 's3.list', 's3.get', 's3.put', 'im.list', 'im.put', 'im.get', 'im.delete', ...everyGlueStep],
    },
  ]
}

/** Without a region of its own a catalog is where the bucket is said to be. */
function catalogLeftBehind(evidence: Evidence, region: string): Pick<RegionFinding, 'glueRegion'> {
  const { glueDatabase, glueRegion, region: typed } = evidence.tidy
  if (glueDatabase === undefined || glueRegion !== undefined) return {}
  const regions = catalogsOf(evidence).map((catalog) => catalog.region)
  return regions.includes(typed) && !regions.includes(region) ? { glueRegion: typed } : {}
}
