import type { AwsError } from '../error.ts'
import type { ModelData } from './model.ts'

/** How a service words what every service must say: S3 and EC2 in their own ways, IAM and STS alike, and the JSON services alike. */
export type Dialect = Exclude<ModelData['protocol'], 'rest-json'>

/**
 * EC2 does not say what is wrong with credentials. The sentences are those that users report.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html#CommonErrors
 */
const authFailure = { code: 'AuthFailure', message: 'AWS was not able to validate the provided access credentials', status: 401 }
const requestExpired = { code: 'RequestExpired', message: 'Request has expired.', status: 400 }

const table = {
  missingToken: {
    query: { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token', status: 403 },
    ec2: { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token', status: 403 },
    json: { code: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token', status: 400 },
    'rest-xml': { code: 'AccessDenied', message: 'Access Denied', status: 403 },
  },
  /** Unknown, inactive or deleted; a temporary key without its token, or with that of another session. */
  unknownKey: {
    query: { code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.', status: 403 },
    ec2: authFailure,
    json: { code: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.', status: 400 },
    'rest-xml': { code: 'InvalidAccessKeyId', message: 'The AWS Access Key Id you provided does not exist in our records.', status: 403 },
  },
  /** A token that is none, or that comes with a long-term key. */
  invalidToken: {
    query: { code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.', status: 403 },
    ec2: authFailure,
    json: { code: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.', status: 400 },
    'rest-xml': { code: 'InvalidToken', message: 'The provided token is malformed or otherwise invalid.', status: 400 },
  },
  expiredToken: {
    query: { code: 'ExpiredToken', message: 'The security token included in the request is expired', status: 403 },
    ec2: requestExpired,
    json: { code: 'ExpiredTokenException', message: 'The security token included in the request is expired', status: 400 },
    'rest-xml': { code: 'ExpiredToken', message: 'The provided token has expired.', status: 400 },
  },
  signatureMismatch: {
    query: {
      code: 'SignatureDoesNotMatch',
      message:
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      status: 403,
    },
    ec2: authFailure,
    json: {
      code: 'InvalidSignatureException',
      message:
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      status: 400,
    },
    'rest-xml': {
      code: 'SignatureDoesNotMatch',
      message: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      status: 403,
    },
  },
  incompleteSignature: {
    query: { code: 'IncompleteSignature', message: '', status: 400 },
    ec2: { code: 'IncompleteSignature', message: '', status: 400 },
    json: { code: 'IncompleteSignatureException', message: '', status: 400 },
    'rest-xml': { code: 'AuthorizationHeaderMalformed', message: '', status: 400 },
  },
  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
  throttled: {
    query: { code: 'Throttling', message: 'Rate exceeded', status: 400 },
    ec2: { code: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 },
    json: { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
    'rest-xml': { code: 'SlowDown', message: 'Please reduce your request rate.', status: 503 },
  },
  internal: {
    query: {
      code: 'InternalFailure',
      message: 'The request processing has failed because of an unknown error, exception or failure.',
      status: 500,
    },
    ec2: { code: 'InternalError', message: 'An internal error has occurred', status: 500 },
    json: {
      code: 'InternalFailure',
      message: 'The request processing has failed because of an unknown error, exception or failure.',
      status: 500,
    },
    'rest-xml': { code: 'InternalError', message: 'We encountered an internal error. Please try again.', status: 500 },
  },
} as const satisfies Record<string, Record<Dialect, AwsError>>

/**
 * One of the refusals that all services share, with another message or more fields where given.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
export const refusal = (dialect: Dialect, name: keyof typeof table, more: Partial<AwsError> = {}): AwsError => ({
  ...table[name][dialect],
  ...more,
})

/** The same answer for each operation of AWS that the sandbox does not have, by its name. */
export const notImplemented = (what: string): AwsError => ({
  code: 'NotImplemented',
  message: `${what} is not implemented by the Sallyport sandbox`,
  status: 501,
})
