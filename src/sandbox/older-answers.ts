import type { AwsError } from './error.ts'
import type { Profile } from './profile.ts'

/** An answer of AWS, and what servers of old say in its place. */
interface OlderAnswer {
  readonly code: string
  readonly message: RegExp
  readonly older: AwsError
}

const accessDenied: AwsError = { code: 'AccessDenied', message: 'Access Denied', status: 403 }
const bad = (code: string, message: string): AwsError => ({ code, message, status: 400 })

/** As the suite for S3-compatible servers has them: https://github.com/ceph/s3-tests */
const olderAnswers: readonly OlderAnswer[] = [
  { code: 'AuthorizationQueryParametersError', message: /^X-Amz-Expires must be/, older: accessDenied },
  { code: 'InvalidBucketOwnerAWSAccountID', message: /./, older: accessDenied },
  { code: 'InvalidPartNumber', message: /./, older: bad('InvalidPart', 'The requested partnumber is not satisfiable') },
  {
    code: 'InvalidArgument',
    message: /^Range specified is not valid for source object/,
    older: { code: 'InvalidRange', message: 'The requested range is not satisfiable', status: 416 },
  },
  {
    code: 'InvalidArgument',
    message: /^Default retention period must be/,
    older: bad('InvalidRetentionPeriod', 'Default retention period must be a positive integer value.'),
  },
  {
    code: 'InvalidRequest',
    message: /^Value for x-amz-checksum-\w+ header is invalid/,
    older: bad('BadDigest', 'The checksum you specified did not match the calculated checksum.'),
  },
  {
    code: 'AccessDenied',
    message: /Policy Condition failed: \["content-length-range"/,
    older: bad('InvalidArgument', 'A length of the policy is no length'),
  },
  {
    code: 'InvalidRequest',
    message: /^You must specify at least one part$/,
    older: bad('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema'),
  },
  {
    code: 'AccessDenied',
    message: /must provide the correct secret key\.$/,
    older: bad('InvalidRequest', 'The provided encryption parameters did not match the ones used originally.'),
  },
  { code: 'BadRequest', message: /^Object tags cannot be greater than/, older: bad('InvalidTag', 'Object tags cannot be greater than 10') },
]

/** The error as it is, but in the profile `legacy-s3`, where it is what suites for older servers expect. */
export function answerOfProfile(error: AwsError, profile: Profile): AwsError {
  if (profile === 'current') return error
  if (error.code === 'NoSuchKey') return { ...error, headers: { 'x-amz-delete-marker': 'false', ...error.headers } }
  return olderAnswers.find(({ code, message }) => code === error.code && message.test(error.message))?.older ?? error
}
