import { err, ok, type Result } from '../base/result.ts'
import type { AwsError } from './error.ts'
import type { Answer } from './exchange.ts'
import type { Bucket } from './s3/bucket.ts'
import type { Stores } from './stores.ts'
import { locateS3 } from './wire/s3-address.ts'
import type { WireRequest } from './wire/wire-request.ts'

type Rule = NonNullable<Bucket['cors']>[number]

/** What a browser asks: may this origin send this method, with these headers. */
interface Asked {
  readonly origin: string
  readonly method: string
  /** Lower-cased. */
  readonly headers: readonly string[]
}

/**
 * What a browser is told of a request that it has sent, whether that succeeded or not; nothing where no rule of the bucket fits. Headers that only
 * `OPTIONS` has say here what they say there: recorded from AWS.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_cors.snapshot.json (get-non-allowed-with-acl)
 */
export function corsHeaders(request: WireRequest, stores: Stores): Readonly<Record<string, string>> {
  const origin = request.headers.get('origin')
  if (origin === undefined || request.method === 'OPTIONS') return {}
  const { headers, method } = request
  const names = namesIn(headers.get('access-control-request-headers') ?? '')
  const asked = { origin, method: headers.get('access-control-request-method') ?? method, headers: names }
  const rule = findRule(bucketOf(request, stores)?.cors, asked)
  return rule === undefined ? {} : ruleHeaders(rule, asked)
}

/**
 * Answers to `OPTIONS`, which nobody signs. The sentences were recorded from AWS.
 *
 * @see https://github.com/scality/cloudserver/blob/development/9.0/tests/functional/aws-node-sdk/test/object/corsPreflight.js
 */
export function answerPreflight(request: WireRequest, stores: Stores): Result<Answer, AwsError> {
  const { headers } = request
  const [origin, method] = [headers.get('origin'), headers.get('access-control-request-method')]
  if (origin === undefined) return err(badRequest('Insufficient information. Origin request header needed.'))
  if (method === undefined || !methods.has(method)) return err(badRequest(`Invalid Access-Control-Request-Method: ${method ?? 'null'}`))
  const names = headers.get('access-control-request-headers') ?? ''
  const odd = names.split(',').find((name) => !/^[\w!#$%&'*+.^`|~-]*$/.test(name.trim()))
  if (odd !== undefined) return err(badRequest(`Access-Control-Request-Headers "${odd}" contains invalid character.`))
  const bucket = bucketOf(request, stores)
  const forbid = (message: string, resourceType = 'BUCKET'): Result<Answer, AwsError> => err(forbidden(message, method, resourceType))
  if (bucket === undefined) return forbid('Bucket not found')
  if (bucket.cors === undefined) return forbid('CORS is not enabled for this bucket.')
  const asked = { origin, method, headers: namesIn(names) }
  const rule = findRule(bucket.cors, asked)
  const { key } = locateS3(headers.get('host') ?? '', request.path)
  return rule === undefined
    ? forbid(notAllowed, key === undefined ? 'BUCKET' : 'OBJECT')
    : ok({ status: 200, headers: ruleHeaders(rule, asked), body: '' })
}

const methods = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])

const notAllowed =
  "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."

const badRequest = (message: string): AwsError => ({ code: 'BadRequest', message, status: 400 })

const forbidden = (message: string, method: string, resourceType: string): AwsError => ({
  code: 'AccessForbidden',
  message: `CORSResponse: ${message}`,
  status: 403,
  fields: { Method: method, ResourceType: resourceType },
})

function bucketOf({ headers, path }: WireRequest, { s3 }: Stores): Bucket | undefined {
  const { bucket } = locateS3(headers.get('host') ?? '', path)
  return bucket === undefined ? undefined : s3.buckets.get(bucket)
}

const namesIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')

/** The first rule that fits decides. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html */
const findRule = (rules: readonly Rule[] | undefined, { origin, method, headers }: Asked): Rule | undefined =>
  rules?.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders = [] }) =>
      AllowedMethods.includes(method) &&
      AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
      headers.every((name) => AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  )

/** At most one star, which stands for any text. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star === -1) return pattern === text
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
}

/** Whoever allows every origin allows no credentials. Recorded from AWS. */
function ruleHeaders(rule: Rule, { origin, headers }: Asked): Readonly<Record<string, string>> {
  const { AllowedOrigins, AllowedMethods, ExposeHeaders = [], MaxAgeSeconds } = rule
  const everyone = AllowedOrigins.some((pattern) => pattern === '*')
  return {
    'access-control-allow-origin': everyone ? '*' : origin,
    ...(everyone ? {} : { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': AllowedMethods.join(', '),
    ...(headers.length === 0 ? {} : { 'access-control-allow-headers': headers.join(', ') }),
    ...(ExposeHeaders.length === 0 ? {} : { 'access-control-expose-headers': ExposeHeaders.join(', ') }),
    ...(MaxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(MaxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}
