import type { Fixture } from '../../fixture/fixture.ts'
import { bothConnectors } from '../fault.ts'
import { changeEntry } from '../map-entry.ts'
import { name, sentence } from '../sentence.ts'
import { endpointOf } from '../vantage.ts'
import { isOptInRegion } from './opt-in-region.ts'
import { andKeep, findWrongRegion, wrongRegion } from './wrong-region.ts'

export const optInRegionBucket: typeof wrongRegion = {
  ...wrongRegion,
  id: 'opt-in-region-bucket',
  tier: 2,
  confidence: 'observed',
  summary: 'the bucket is in a region that accounts have to switch on, which no other region redirects to',
  sources: [
    'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
    'https://github.com/boto/botocore/issues/3197',
    'https://github.com/aws/aws-cli/pull/9113',
  ],
  connectors: bothConnectors,
  lookAlikes: ['wrong-region'],

  /** The transfer bucket is beside it. */
  inject: ({ fixture, connection }) => {
    const bucket = fixture.buckets.get(connection.bucket)
    if (bucket === undefined || bucket.region !== connection.region || bucket.encryptionKey !== undefined) return undefined
    // A gateway endpoint is for buckets of its own region: without another way the bucket would not be reached.
    if (connection.accessPoint !== undefined || endpointOf({ fixture, connection }) !== undefined) return undefined
    const move = (buckets: Fixture['buckets'], moved: string): Fixture['buckets'] =>
      changeEntry(buckets, moved, (one) => ({ ...one, region: 'af-south-1' }))
    const buckets = [bucket.name, connection.intermediateBucket ?? ''].reduce(move, fixture.buckets)
    return { fixture: { ...fixture, buckets }, connection }
  },

  recognise: (evidence) => findWrongRegion(evidence).filter(({ region }) => isOptInRegion(region)),

  say: ({ region }, { tidy, connection }) =>
    sentence`The bucket ${name(connection.bucket)} is in ${name(region)}, a region that must be addressed directly; the connection asks in ${name(tidy.region)}.`,

  advise: ({ region, glueRegion }) =>
    `Choose ${region}; it has to be switched on in the account of the role as well${andKeep(glueRegion)}.`,
}
