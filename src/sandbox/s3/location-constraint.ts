import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Profiled } from '../profile.ts'
import { parseRegion, type Region } from './region.ts'

/**
 * The Region of a new bucket. The endpoint of us-east-1 takes any other Region as constraint, the others take their own alone. The words were
 * recorded from AWS.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
 */
export function chooseRegion(constraint: string | undefined, endpoint: string, { profile }: Profiled): Result<Region, AwsError> {
  const here = parseRegion(endpoint)
  // Older servers keep the constraint as a name, and have one region.
  if (profile === 'legacy-s3') return ok('us-east-1')
  if (here === undefined) return err(invalid(endpoint))
  const region = constraint === 'EU' ? 'eu-west-1' : parseRegion(constraint ?? 'us-east-1')
  if (here === 'us-east-1') return region === undefined || constraint === 'us-east-1' ? err(invalid(constraint ?? '')) : ok(region)
  return region === here ? ok(here) : err(incompatible(constraint))
}

const invalid = (constraint: string): AwsError => ({
  code: 'InvalidLocationConstraint',
  message: 'The specified location-constraint is not valid',
  status: 400,
  fields: { LocationConstraint: constraint },
})

const incompatible = (constraint: string | undefined): AwsError => ({
  code: 'IllegalLocationConstraintException',
  message: `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  status: 400,
})
