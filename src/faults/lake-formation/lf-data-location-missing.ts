import { sentence } from '../sentence.ts'
import { location, whoNeeds } from '../subject.ts'
import { missingGrant } from './missing-grant.ts'

export const lfDataLocationMissing = missingGrant({
  id: 'lf-data-location-missing',
  tier: 2,
  summary: 'the folder is registered with Lake Formation, which does not let the role put tables there',
  sources: [
    'https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html',
    'https://www.rudderstack.com/docs/destinations/warehouse-destinations/s3-datalake/',
  ],
  lookAlikes: ['lf-table-permission-missing'],
  concerns: ({ on }) => on.kind === 'location',
  revokes: ({ kind }) => (kind === 'location' ? ['DATA_LOCATION_ACCESS'] : []),
  where: 'Lake Formation > Data locations',
  say: ({ first }, { connection }) =>
    sentence`Lake Formation guards ${location(connection)}, and does not let the ${whoNeeds(first.need)} keep tables there.`,
})
