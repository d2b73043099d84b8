import { createHmac } from 'node:crypto'
import type { S3Location } from './s3-address.ts'
import type { WireRequest } from './wire-request.ts'

/** What a request says about its signature of Version 2; nothing of it is verified yet. */
export interface Version2Claim {
  readonly type: 'REST-HEADER' | 'REST-QUERY-STRING'
  readonly accessKeyId: string
  readonly signature: string
  readonly token?: string
  /** Seconds since 1970, of a presigned request. */
  readonly expires?: string
}

/** Undefined for requests that are not signed with Version 2. @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html */
export function parseVersion2({ headers, parameters }: WireRequest): Version2Claim | undefined {
  const [, accessKeyId, signature] = /^AWS ([^:]+):(.+)$/.exec(headers.get('authorization') ?? '') ?? []
  if (accessKeyId !== undefined && signature !== undefined) {
    const token = headers.get('x-amz-security-token')
    return { type: 'REST-HEADER', accessKeyId, signature, ...(token === undefined ? {} : { token }) }
  }
  const [keyInQuery, signatureInQuery] = [parameters.get('AWSAccessKeyId'), parameters.get('Signature')]
  const expires = parameters.get('Expires')
  if (keyInQuery === undefined || signatureInQuery === undefined || expires === undefined) return undefined
  const token = parameters.get('x-amz-security-token')
  const claim = { type: 'REST-QUERY-STRING', accessKeyId: keyInQuery, signature: signatureInQuery, expires } as const
  return { ...claim, ...(token === undefined ? {} : { token }) }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#ConstructingTheAuthenticationHeader */
export function stringToSign(request: WireRequest, { expires }: Version2Claim, path: string): string {
  const { headers, method } = request
  const header = (name: string): string => headers.get(name) ?? ''
  const date = expires ?? (headers.has('x-amz-date') ? '' : header('date'))
  return `${method}\n${header('content-md5')}\n${header('content-type')}\n${date}\n${amzHeaders(request)}${path}${signedQuery(request)}`
}

const amzHeaders = ({ headers }: WireRequest): string =>
  [...headers]
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('')

/** Parameters that name what a request is about, or change its answer. */
const signedParameters = new Set(
  'acl cors delete encryption lifecycle location logging notification object-lock ownershipControls partNumber policy policyStatus publicAccessBlock replication requestPayment response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires restore retention legal-hold select select-type tagging torrent uploadId uploads versionId versioning versions website accelerate abac attributes'.split(
    ' ',
  ),
)

/** The path as sent, with the bucket before it when it stood in the host name. Clients sign `/bucket` with and without a slash at its end. */
export function resourcePaths({ path }: WireRequest, { bucket }: S3Location): readonly string[] {
  const inPath = bucket === undefined || path === `/${bucket}` || path.startsWith(`/${bucket}/`)
  const whole = `${inPath ? '' : `/${bucket}`}${path}`
  return whole === `/${bucket}` ? [whole, `${whole}/`] : [whole]
}

/** Clients write `?policy` and `?policy=`, and sign the name alone. */
function signedQuery({ parameters }: WireRequest): string {
  const names = [...parameters.keys()].filter((name) => signedParameters.has(name)).sort()
  const pairs = names.map((name) => (parameters.get(name) ? `${name}=${parameters.get(name)}` : name))
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** Of a request, or of a form's policy. */
export const signVersion2 = (secretAccessKey: string, text: string): string =>
  createHmac('sha1', secretAccessKey).update(text, 'utf8').digest('base64')
