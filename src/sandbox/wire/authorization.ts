import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { type Dialect, notImplemented, refusal } from './refusal.ts'
import type { WireRequest } from './wire-request.ts'

/** What a request says about its signature; nothing of it is verified yet. */
export interface Authorization {
  readonly type: 'REST-HEADER' | 'REST-QUERY-STRING'
  readonly accessKeyId: string
  readonly scope: Scope
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20261121T080000Z`. */
  readonly date: string
  /** Seconds, of a presigned request. */
  readonly expires?: number
  readonly token?: string
}

export interface Scope {
  readonly date: string
  readonly region: string
  readonly service: string
  /** `20261121/us-east-1/s3/aws4_request`. */
  readonly text: string
}

const algorithm = 'AWS4-HMAC-SHA256'

/** The service that the signature claims, before anything else is looked at: it decides in which words the request is answered. */
export const claimedService = (request: WireRequest): string | undefined => claimedScope(request)?.at(-2)

/** As `claimedService`. */
export const claimedRegion = (request: WireRequest): string | undefined => claimedScope(request)?.at(-3)

/** Of the request that was asked about last: several ask, one after the other. */
let lastClaim: { readonly request: WireRequest; readonly scope: readonly string[] | undefined } | undefined

function claimedScope(request: WireRequest): readonly string[] | undefined {
  if (lastClaim?.request !== request) lastClaim = { request, scope: readScope(request) }
  return lastClaim.scope
}

function readScope(request: WireRequest): readonly string[] | undefined {
  const credential =
    /Credential=([^,\s]*)/.exec(request.headers.get('authorization') ?? '')?.[1] ?? request.parameters.get('X-Amz-Credential')
  return credential?.split('/')
}

/** Undefined for anonymous requests; a header without a value is none (as Ceph's s3-tests have it of S3). */
export function parseAuthorization(request: WireRequest, dialect: Dialect): Result<Authorization | undefined, AwsError> {
  const value = request.headers.get('authorization')
  const header = value === '' ? undefined : value
  const inQuery =
    request.parameters.has('X-Amz-Algorithm') || request.parameters.has('X-Amz-Credential') || request.parameters.has('X-Amz-Signature')
  if (header !== undefined && inQuery && dialect === 'rest-xml') return err(twoMechanisms)
  if (header !== undefined) return parseHeader(request, header, dialect)
  if (inQuery) return parsePresigned(request, dialect)
  return isSignatureVersion2(request) ? err(signatureVersion2(dialect)) : ok(undefined)
}

const twoMechanisms: AwsError = {
  code: 'InvalidArgument',
  message:
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
  status: 400,
}

const isSignatureVersion2 = ({ parameters }: WireRequest): boolean =>
  parameters.has('Signature') && (parameters.has('AWSAccessKeyId') || parameters.has('SignatureVersion'))

/**
 * Regions that opened after January 2014 take SigV4 only, and so does the sandbox.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
function signatureVersion2(dialect: Dialect): AwsError {
  const message = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'
  return dialect === 'rest-xml' ? { code: 'InvalidRequest', message, status: 400 } : refusal(dialect, 'incompleteSignature', { message })
}

function parseHeader(request: WireRequest, header: string, dialect: Dialect): Result<Authorization, AwsError> {
  if (header.startsWith('AWS ')) return err(signatureVersion2(dialect))
  if (header.startsWith('AWS4-ECDSA-P256-SHA256')) return err(notImplemented('Signature Version 4A'))
  if (dialect === 'rest-xml' && !header.startsWith(`${algorithm} `)) return err(unsupportedType(header))
  const parts: { Credential?: string; SignedHeaders?: string; Signature?: string } = {}
  for (const part of header.slice(algorithm.length + 1).split(',')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim()
    if (name === 'Credential' || name === 'SignedHeaders' || name === 'Signature') parts[name] = part.slice(equals + 1).trim()
  }
  const { Credential: credential, SignedHeaders: signedHeaders, Signature: signature } = parts
  const date = headerDate(request)
  const missing = missingParts(credential, signedHeaders, signature, date, dialect, header)
  if (missing !== undefined) return err(missing)
  const scope = parseCredential(credential ?? '', dialect, 'header')
  if (!scope.ok) return scope
  const mismatch = checkScopeDate(scope.value.scope, date ?? '', dialect)
  if (mismatch !== undefined) return err(mismatch)
  const token = request.headers.get('x-amz-security-token')
  return ok({
    type: 'REST-HEADER',
    ...scope.value,
    signedHeaders: (signedHeaders ?? '').toLowerCase().split(';'),
    signature: signature ?? '',
    date: date ?? '',
    ...(token === undefined ? {} : { token }),
  })
}

const unsupportedType = (header: string): AwsError => ({
  code: 'InvalidArgument',
  message: 'Unsupported Authorization Type',
  status: 400,
  fields: { ArgumentName: 'Authorization', ArgumentValue: header },
})

function missingParts(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  date: string | undefined,
  dialect: Dialect,
  header: string,
): AwsError | undefined {
  if (credential !== undefined && signedHeaders !== undefined && signature !== undefined && date !== undefined) return undefined
  const absent = Object.entries({ Credential: credential, Signature: signature, SignedHeaders: signedHeaders }).filter(
    ([, part]) => part === undefined,
  )
  if (dialect === 'rest-xml') {
    if (absent.length > 0)
      return malformedHeader('the authorization header requires three components: Credential, SignedHeaders, and Signature.')
    return date === undefined
      ? { code: 'AccessDenied', message: 'AWS authentication requires a valid Date or x-amz-date header', status: 403 }
      : undefined
  }
  const sentences = absent.map(([name]) => `Authorization header requires '${name}' parameter.`)
  if (date === undefined) sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
  if (sentences.length === 0) return undefined
  return refusal(dialect, 'incompleteSignature', { message: `${sentences.join(' ')} Authorization=${header.split(' ')[0]}` })
}

const malformedHeader = (what: string, more: Partial<AwsError> = {}): AwsError =>
  refusal('rest-xml', 'incompleteSignature', { message: `The authorization header is malformed; ${what}`, ...more })

/** `x-amz-date`, else `Date` in the form of HTTP. */
function headerDate(request: WireRequest): string | undefined {
  const sent = request.headers.get('x-amz-date') ?? request.headers.get('date')
  if (sent === undefined) return undefined
  if (/^\d{8}T\d{6}Z$/.test(sent)) return sent
  const parsed = Date.parse(sent)
  return Number.isNaN(parsed) ? undefined : compactDate(new Date(parsed))
}

/** `20261121T080000Z`. */
export const compactDate = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, '')

export interface Credential {
  readonly accessKeyId: string
  readonly scope: Scope
}

function parseCredential(credential: string, dialect: Dialect, place: 'header' | 'query'): Result<Credential, AwsError> {
  const read = readCredential(credential)
  return read.ok ? read : err(malformedCredential(credential, read.error, dialect, place))
}

/**
 * The parts of a credential, or what is wrong with it in S3's words, which headers, addresses and forms share.
 *
 * @see https://github.com/versity/versitygw/blob/main/s3err/presigned-urls.go for words that its suite, which is run against S3 too, expects
 */
export function readCredential(credential: string): Result<Credential, string> {
  const parts = credential.split('/')
  const [date = '', region = '', service = '', terminal = ''] = parts.slice(-4)
  const accessKeyId = parts.slice(0, -4).join('/')
  if (accessKeyId === '') return err('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".')
  if (!/^\d{8}$/.test(date)) return err(`incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`)
  if (terminal !== 'aws4_request') return err(`incorrect terminal "${terminal}". This endpoint uses "aws4_request".`)
  return ok({ accessKeyId, scope: { date, region, service, text: `${date}/${region}/${service}/aws4_request` } })
}

function malformedCredential(credential: string, fault: string, dialect: Dialect, place: 'header' | 'query'): AwsError {
  if (dialect !== 'rest-xml') {
    const message = `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`
    return refusal(dialect, 'incompleteSignature', { message })
  }
  return place === 'header' ? malformedHeader(fault) : queryError(`Error parsing the X-Amz-Credential parameter; ${fault}`)
}

/** What is said of a scope that is not for S3 in this region. Region first: when both are wrong, only the region is named (measured). */
export const scopeFault = ({ region, service }: Scope, expected: string): string | undefined =>
  region !== expected
    ? `the region '${region}' is wrong; expecting '${expected}'`
    : service !== 's3'
      ? `incorrect service "${service}". This endpoint belongs to "s3".`
      : undefined

function checkScopeDate(scope: Scope, date: string, dialect: Dialect): AwsError | undefined {
  const day = date.slice(0, 8)
  if (scope.date === day) return undefined
  if (dialect === 'rest-xml')
    return malformedHeader(`Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${day}".`)
  const message = `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${date}'.`
  return refusal(dialect, 'signatureMismatch', { message })
}

const queryError = (message: string): AwsError => ({ code: 'AuthorizationQueryParametersError', message, status: 400 })

const weekInSeconds = 604_800

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function parsePresigned({ parameters }: WireRequest, dialect: Dialect): Result<Authorization, AwsError> {
  const fault = checkPresigned(parameters, dialect)
  if (fault !== undefined) return err(dialect === 'rest-xml' ? fault : refusal(dialect, 'incompleteSignature', { message: fault.message }))
  const scope = parseCredential(parameters.get('X-Amz-Credential') ?? '', dialect, 'query')
  if (!scope.ok) return scope
  const date = parameters.get('X-Amz-Date') ?? ''
  const mismatch = checkScopeDate(scope.value.scope, date, dialect)
  if (mismatch !== undefined)
    return err(dialect === 'rest-xml' ? queryError(mismatch.message.replace('The authorization header is malformed; ', '')) : mismatch)
  const expires = parameters.get('X-Amz-Expires')
  const token = parameters.get('X-Amz-Security-Token')
  return ok({
    type: 'REST-QUERY-STRING',
    ...scope.value,
    signedHeaders: (parameters.get('X-Amz-SignedHeaders') ?? '').toLowerCase().split(';'),
    signature: parameters.get('X-Amz-Signature') ?? '',
    date,
    ...(expires === undefined ? {} : { expires: Number(expires) }),
    ...(token === undefined ? {} : { token }),
  })
}

function checkPresigned(parameters: ReadonlyMap<string, string>, dialect: Dialect): AwsError | undefined {
  const needed = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-Date', 'X-Amz-SignedHeaders']
  if (dialect === 'rest-xml') needed.push('X-Amz-Expires')
  if (!needed.every((name) => parameters.has(name))) {
    return queryError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }
  if (parameters.get('X-Amz-Algorithm') === 'AWS4-ECDSA-P256-SHA256') return notImplemented('Signature Version 4A')
  if (parameters.get('X-Amz-Algorithm') !== algorithm)
    return queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')
  if (!/^\d{8}T\d{6}Z$/.test(parameters.get('X-Amz-Date') ?? '')) {
    return queryError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
  }
  return checkExpires(parameters.get('X-Amz-Expires'))
}

function checkExpires(expires: string | undefined): AwsError | undefined {
  if (expires === undefined) return undefined
  if (!/^-?\d+$/.test(expires)) return queryError('X-Amz-Expires should be a number')
  if (Number(expires) < 0) return queryError('X-Amz-Expires must be non-negative')
  if (Number(expires) > weekInSeconds) {
    return queryError(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  }
  return undefined
}
