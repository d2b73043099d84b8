import { err, ok, type Result } from '../base/result.ts'
import { type Authenticated, authenticate, authenticateVersion2, noScope } from './authenticate.ts'
import type { AwsError } from './error.ts'
import { defaultRegion, type Incoming, isRegion, type World } from './exchange.ts'
import type { Stores } from './stores.ts'
import { type Authorization, parseAuthorization, scopeFault } from './wire/authorization.ts'
import { invalidHash } from './wire/payload.ts'
import type { S3Location } from './wire/s3-address.ts'
import { parseVersion2, type Version2Claim } from './wire/version2.ts'
import type { WireRequest } from './wire/wire-request.ts'

export interface Signed {
  readonly authorization: Authorization | undefined
  readonly authenticated: Authenticated | undefined
  /** Where it is not `AWS4-HMAC-SHA256`. */
  readonly signatureVersion?: 'AWS'
}

/** Who sends a request to S3, by its signature; anonymous requests pass. `operation` is undefined for requests that are none. */
export function identifyS3(
  { request }: Incoming,
  { stores, now }: World,
  location: S3Location,
  operation: string | undefined,
): Result<Signed, AwsError> {
  const version2 = stores.profile === 'legacy-s3' ? parseVersion2(request) : undefined
  if (version2 !== undefined) return identifyVersion2(request, version2, location, now(), stores)
  if (stores.profile === 'legacy-s3' && request.headers.get('authorization')?.startsWith('AWS ') === true) return err(malformedVersion2)
  const parsed = parseAuthorization(request, 'rest-xml')
  if (!parsed.ok) return parsed
  const authorization = parsed.value
  if (authorization === undefined) return ok({ authorization, authenticated: undefined })
  const expected = stores.profile === 'legacy-s3' ? authorization.scope.region : expectedRegion(authorization, location, operation, stores)
  const misdirected = checkScope(authorization, expected)
  if (misdirected !== undefined) return err(misdirected)
  const payloadHash = payloadHashOf(authorization, request.headers, request.parameters)
  if (!payloadHash.ok) return payloadHash
  const unsigned = unsignedHeaders(authorization, request.headers)
  if (unsigned !== undefined) return err(unsigned)
  const authenticated = authenticate({ request, authorization, payloadHash: payloadHash.value, dialect: 'rest-xml', now: now() }, stores)
  return authenticated.ok ? ok({ authorization, authenticated: authenticated.value }) : authenticated
}

/** The code is what Ceph's s3-tests expect of S3; the sentence is inferred. */
const malformedVersion2: AwsError = {
  code: 'InvalidArgument',
  message: 'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature',
  status: 400,
  fields: { ArgumentName: 'Authorization' },
}

/** Only the profile `legacy-s3` takes it. */
function identifyVersion2(
  request: WireRequest,
  version2: Version2Claim,
  location: S3Location,
  now: Date,
  stores: Stores,
): Result<Signed, AwsError> {
  const authenticated = authenticateVersion2(request, version2, location, now, stores)
  if (!authenticated.ok) return authenticated
  const { type, accessKeyId, signature } = version2
  const authorization = { type, accessKeyId, signature, scope: noScope, signedHeaders: [], date: '' }
  return ok({ authorization, authenticated: authenticated.value, signatureVersion: 'AWS' })
}

/**
 * The region that the signature must name: that of the host, where the host has one. A name without a region is AWS's global endpoint, which takes
 * any region but answers for us-east-1 when the bucket is elsewhere.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
 */
function expectedRegion({ scope }: Authorization, { region, bucket }: S3Location, operation: string | undefined, { s3 }: Stores): string {
  if (region !== undefined) return region
  if (scope.region !== defaultRegion) return isRegion(scope.region) ? scope.region : defaultRegion
  const isAnywhere = operation === 'CreateBucket' || operation === 'GetBucketLocation'
  return (isAnywhere || bucket === undefined ? undefined : s3.buckets.get(bucket)?.region) ?? defaultRegion
}

function checkScope({ scope, type }: Authorization, expected: string): AwsError | undefined {
  const fault = scopeFault(scope, expected)
  if (fault === undefined) return undefined
  const isElsewhere = scope.region !== expected
  return malformedScope(type, fault, isElsewhere ? { fields: { Region: expected }, headers: { 'x-amz-bucket-region': expected } } : {})
}

const malformedScope = (type: Authorization['type'], what: string, more: Partial<AwsError>): AwsError =>
  type === 'REST-HEADER'
    ? { code: 'AuthorizationHeaderMalformed', message: `The authorization header is malformed; ${what}`, status: 400, ...more }
    : { code: 'AuthorizationQueryParametersError', message: `Error parsing the X-Amz-Credential parameter; ${what}`, status: 400, ...more }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function payloadHashOf(
  { type }: Authorization,
  headers: ReadonlyMap<string, string>,
  parameters: ReadonlyMap<string, string>,
): Result<string, AwsError> {
  const sent = headers.get('x-amz-content-sha256') ?? (type === 'REST-QUERY-STRING' ? parameters.get('X-Amz-Content-Sha256') : undefined)
  if (sent === undefined && type === 'REST-HEADER') {
    return err({ code: 'InvalidRequest', message: 'Missing required header for this request: x-amz-content-sha256', status: 400 })
  }
  if (sent === undefined) return ok('UNSIGNED-PAYLOAD')
  // What a presigned request says of its payload is only compared with it (run against S3 by OpenStack Swift's suite, test/s3api/test_input_errors.py).
  if (type === 'REST-QUERY-STRING') return ok(sent)
  return sent === 'UNSIGNED-PAYLOAD' || sent.startsWith('STREAMING-') || /^[0-9a-f]{64}$/i.test(sent) ? ok(sent) : err(invalidHash(sent))
}

/**
 * Host, and every `x-amz-` header that is there, must be signed; but the one that says what a presigned request carries, whose value is signed anyhow
 * (run against S3 by the suite of justincormack/argmin).
 */
function unsignedHeaders({ type, signedHeaders }: Authorization, headers: ReadonlyMap<string, string>): AwsError | undefined {
  const left: string[] = []
  const isSaid = (name: string): boolean => type === 'REST-QUERY-STRING' && name === 'x-amz-content-sha256'
  for (const name of headers.keys()) {
    if ((name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name) && !isSaid(name)) left.push(name)
  }
  if (left.length === 0) return undefined
  return {
    code: 'AccessDenied',
    message: 'There were headers present in the request which were not signed',
    status: 403,
    fields: { HeadersNotSigned: left.join(', ') },
  }
}
