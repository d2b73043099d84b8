import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'
import { everyStep } from '../steps-of.ts'

export const customEndpointWrong = inputFault({
  id: 'custom-endpoint-wrong',
  layer: 'region-endpoint',
  tier: 2,
  confidence: 'observed',
  summary: "the field for the endpoint holds an address that is not of S3's API in this region",
  sources: [
    'https://github.com/airbytehq/airbyte/issues/65588',
    'https://github.com/justincormack/argmin',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html',
  ],
  connectors: bothConnectors,
  lookAlikes: ['wrong-region', 'dotted-bucket-tls'],
  spoil: ({ customEndpoint, region }) =>
    customEndpoint === undefined ? { customEndpoint: `http://s3-website-${region}.amazonaws.com` } : undefined,
  steps: everyStep,
  say: (_, { typed, connection }) =>
    sentence`The address ${name(typed.customEndpoint ?? '')} does not serve the files of ${name(connection.bucket)} to programs: it is not one of S3's API.`,
  advise: () => 'Leave the field empty: AWS is found by the region.',
})
