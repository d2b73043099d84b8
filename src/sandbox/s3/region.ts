import type { BucketLocationConstraint } from '@aws-sdk/client-s3'

/** Regions of the `aws` partition. us-east-1 is the one that is no location constraint. @see https://docs.aws.amazon.com/general/latest/gr/s3.html */
const constraints = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const satisfies readonly BucketLocationConstraint[]

export type Region = (typeof constraints)[number] | 'us-east-1'

/** The Region of this name, or undefined when S3 has none. */
export const parseRegion = (text: string): Region | undefined =>
  text === 'us-east-1' ? text : constraints.find((constraint) => constraint === text)
