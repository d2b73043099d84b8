import { err, ok, type Result } from '../base/result.ts'
import type { AwsError } from './error.ts'
import { defaultRegion } from './exchange.ts'
import type { AccessKey } from './iam/store.ts'
import type { Caller } from './operation.ts'
import type { Stores } from './stores.ts'
import type { Session } from './sts/store.ts'
import { type Authorization, compactDate, type Scope } from './wire/authorization.ts'
import { hmac } from './wire/hmac.ts'
import { type Dialect, refusal } from './wire/refusal.ts'
import type { S3Location } from './wire/s3-address.ts'
import { type Computed, computeSignature, sameText, signingKey } from './wire/signature.ts'
import { resourcePaths, signVersion2, stringToSign, type Version2Claim } from './wire/version2.ts'
import type { WireRequest } from './wire/wire-request.ts'

export interface Claim {
  readonly request: WireRequest
  readonly authorization: Authorization
  /** What the payload's hash is, or says it is. */
  readonly payloadHash: string
  readonly dialect: Dialect
  readonly now: Date
}

export interface Authenticated {
  readonly caller: Caller
  /** Signs the chunks of a streamed body. */
  readonly signingKey: Buffer
  /** Milliseconds since it was signed. */
  readonly signatureAge: number
}

/**
 * Who sent a signed request. In the order that was measured on S3: the key and its token, their expiry, whether the issuing role still exists, then
 * the signature; the scope was checked before.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
export function authenticate(claim: Claim, stores: Stores): Result<Authenticated, AwsError> {
  const credentials = findCredentials(claim, stores)
  if (!credentials.ok) return credentials
  const untimely = checkTime(claim)
  if (untimely !== undefined) return err(untimely)
  const key = signingKey(credentials.value.secretAccessKey, claim.authorization.scope)
  const computed = computeSignature(claim.request, claim.authorization, key, claim.payloadHash)
  if (!computed.matches) return err(signatureMismatch(claim, computed))
  if (credentials.value.stray !== undefined) return err(credentials.value.stray)
  const signatureAge = claim.now.getTime() - timeOf(claim.authorization.date)
  return ok({ caller: credentials.value.caller, signingKey: key, signatureAge })
}

/** The signature of a form: of its policy alone. */
export interface PolicyClaim {
  readonly accessKeyId: string
  readonly scope: Scope
  readonly signature: string
  readonly date: string
  readonly token?: string
}

/** Who signed the policy of a form. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html */
export function authenticatePolicy(
  claim: PolicyClaim,
  policy: string,
  now: Date,
  stores: Stores,
  version: 'version4' | 'version2' = 'version4',
): Result<Caller, AwsError> {
  const credentials = findCredentials({ authorization: claim, dialect: 'rest-xml', now }, stores)
  if (!credentials.ok) return credentials
  const { secretAccessKey, caller, stray } = credentials.value
  const expected =
    version === 'version2' ? signVersion2(secretAccessKey, policy) : hmac(signingKey(secretAccessKey, claim.scope), policy).toString('hex')
  if (sameText(expected, claim.signature)) return stray === undefined ? ok(caller) : err(stray)
  const fields = {
    AWSAccessKeyId: claim.accessKeyId,
    StringToSign: policy,
    SignatureProvided: claim.signature,
    StringToSignBytes: spellBytes(policy),
  }
  return err(refusal('rest-xml', 'signatureMismatch', { fields }))
}

/** Who signed a request with Version 2. Nothing signs its chunks, so there is no signing key. */
export function authenticateVersion2(
  request: WireRequest,
  version2: Version2Claim,
  location: S3Location,
  now: Date,
  stores: Stores,
): Result<Authenticated, AwsError> {
  const { accessKeyId, token, expires } = version2
  const authorization = { accessKeyId, scope: noScope, ...(token === undefined ? {} : { token }) }
  const credentials = findCredentials({ authorization, dialect: 'rest-xml', now }, stores)
  if (!credentials.ok) return credentials
  const untimely = checkVersion2Time(request, expires, now)
  if (untimely !== undefined) return err(untimely)
  const texts = resourcePaths(request, location).map((path) => stringToSign(request, version2, path))
  const done = { caller: credentials.value.caller, signingKey: Buffer.alloc(0), signatureAge: 0 }
  const isSigned = (text: string): boolean => sameText(signVersion2(credentials.value.secretAccessKey, text), version2.signature)
  if (texts.some(isSigned)) return credentials.value.stray === undefined ? ok(done) : err(credentials.value.stray)
  const text = texts[0] ?? ''
  const fields = {
    AWSAccessKeyId: accessKeyId,
    StringToSign: text,
    SignatureProvided: version2.signature,
    StringToSignBytes: spellBytes(text),
  }
  return err(refusal('rest-xml', 'signatureMismatch', { fields }))
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationTimeStamp */
function checkVersion2Time({ headers }: WireRequest, expires: string | undefined, now: Date): AwsError | undefined {
  if (expires !== undefined) {
    const end = new Date(Number(expires) * 1000)
    if (Number.isNaN(end.getTime()))
      return { code: 'AccessDenied', message: `Invalid date (should be seconds since epoch): ${expires}`, status: 403 }
    const fields = { Expires: seconds(end), ServerTime: seconds(now) }
    return end >= now ? undefined : { code: 'AccessDenied', message: 'Request has expired', status: 403, fields }
  }
  const sent = headers.get('x-amz-date') ?? headers.get('date')
  const signed = Date.parse(sent ?? '')
  if (Number.isNaN(signed) || signed < 0)
    return { code: 'AccessDenied', message: 'AWS authentication requires a valid Date or x-amz-date header', status: 403 }
  return Math.abs(now.getTime() - signed) <= 15 * minute ? undefined : tooSkewed(sent ?? '', now)
}

/** Version 2 names neither day nor region. */
export const noScope: Scope = { date: '', region: defaultRegion, service: 's3', text: '' }

/** What tells whose key it is. */
type KeyClaim = Pick<Claim, 'dialect' | 'now'> & { readonly authorization: Pick<Authorization, 'accessKeyId' | 'scope' | 'token'> }

interface Credentials {
  readonly secretAccessKey: string
  readonly caller: Caller
  /** Keys for the long term have no token; S3 says so once the signature is right (crates/s3-tests/tests/headers.rs of justincormack/argmin, run against it). */
  readonly stray?: AwsError
}

/** Nobody gets into an account that was closed; that its keys are answered like unknown ones is inferred. @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html */
function findCredentials(claim: KeyClaim, stores: Stores): Result<Credentials, AwsError> {
  const found = findOwner(claim, stores)
  return found.ok && stores.organizations.isClosed(found.value.caller.account) ? err(unknownKey(claim)) : found
}

function findOwner(claim: KeyClaim, stores: Stores): Result<Credentials, AwsError> {
  const { accessKeyId, token } = claim.authorization
  const { dialect } = claim
  const key = stores.iam.accessKeys.get(accessKeyId)
  if (key !== undefined) {
    if (token !== undefined && dialect !== 'rest-xml') return err(refusal(dialect, 'invalidToken', {}))
    const caller = key.status === 'Active' ? callerOfKey(key, stores) : undefined
    if (caller !== undefined) markUsed(key, claim)
    if (caller === undefined) return err(unknownKey(claim))
    const stray = token === undefined ? {} : { stray: refusal(dialect, 'invalidToken', tokenFields(dialect, token)) }
    return ok({ secretAccessKey: key.secretAccessKey, caller, ...stray })
  }
  return findSession(claim, stores)
}

/** A well-formed token of another session is as good as none: the key is unknown. A token that was never issued is malformed. */
function findSession(claim: KeyClaim, stores: Stores): Result<Credentials, AwsError> {
  const { accessKeyId, token } = claim.authorization
  const { dialect, now } = claim
  const session = stores.sts.sessions.get(accessKeyId)
  if (token !== undefined && session?.token !== token && !stores.sts.isToken(token))
    return err(refusal(dialect, 'invalidToken', tokenFields(dialect, token)))
  if (session === undefined || session.token !== token) return err(unknownKey(claim))
  if (stores.sts.isExpired(session, now)) return err(refusal(dialect, 'expiredToken', tokenFields(dialect, session.token)))
  if (!isIssued(session, claim, stores)) return err(unknownKey(claim))
  return ok({ secretAccessKey: session.secretAccessKey, caller: callerOfSession(session) })
}

const unknownKey = ({ dialect, authorization }: KeyClaim): AwsError =>
  refusal(dialect, 'unknownKey', dialect === 'rest-xml' ? { fields: { AWSAccessKeyId: authorization.accessKeyId } } : {})

const tokenFields = (dialect: Dialect, token: string): Partial<AwsError> => (dialect === 'rest-xml' ? { fields: { 'Token-0': token } } : {})

/** When keys and roles were last used is all that a request changes by being signed. */
function markUsed(key: AccessKey, { authorization, now }: KeyClaim): void {
  key.lastUsed = { date: now, service: authorization.scope.service, region: authorization.scope.region }
}

function callerOfKey(key: AccessKey, stores: Stores): Caller | undefined {
  const { account, accessKeyId, userName } = key
  if (userName === undefined) {
    return { principal: { type: 'root', arn: `arn:aws:iam::${account}:root`, account }, account, userId: account, accessKeyId }
  }
  const user = stores.iam.account(account).users.get(userName)
  return user && { principal: { type: 'user', arn: user.arn, account, id: user.id }, account, userId: user.id, accessKeyId }
}

const callerOfSession = (session: Session): Caller => ({
  principal: session.principal,
  account: session.account,
  userId: session.userId,
  accessKeyId: session.accessKeyId,
  session,
})

/** A session ends with its issuer, even when another of the same name comes: ids tell. The role notes that it was used. */
function isIssued({ issuer, account }: Session, { authorization, now }: KeyClaim, { iam }: Stores): boolean {
  if (issuer.type === 'root') return true
  if (issuer.type === 'user') return iam.account(account).users.get(issuer.name)?.id === issuer.id
  const role = iam.account(account).roles.get(issuer.name)
  if (role?.id !== issuer.id) return false
  role.lastUsed = { date: now, region: authorization.scope.region }
  return true
}

const minute = 60_000

/** Milliseconds of `20261121T080000Z`, whose form was checked; NaN for a day that is none. */
function timeOf(date: string): number {
  const part = (from: number, to: number): number => Number(date.slice(from, to))
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(9, 11), part(11, 13), part(13, 15))
}

function checkTime(claim: Claim): AwsError | undefined {
  const signed = timeOf(claim.authorization.date)
  if (claim.dialect === 'ec2') return checkEc2Skew(claim, signed)
  if (claim.dialect !== 'rest-xml') return checkSkew(claim, signed)
  return claim.authorization.expires === undefined
    ? checkS3Skew(claim, signed)
    : checkPresignedTime(claim, signed, claim.authorization.expires)
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html#CommonErrors */
const checkEc2Skew = ({ authorization: { expires = 0 }, now }: Claim, signed: number): AwsError | undefined =>
  now.getTime() - signed <= Math.max(15 * minute, expires * 1000) && signed - now.getTime() <= 15 * minute
    ? undefined
    : refusal('ec2', 'expiredToken')

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationTimeStamp */
function checkS3Skew({ authorization, now }: Claim, signed: number): AwsError | undefined {
  if (Math.abs(now.getTime() - signed) <= 15 * minute) return undefined
  return tooSkewed(authorization.date, now)
}

const tooSkewed = (date: string, now: Date): AwsError => ({
  code: 'RequestTimeTooSkewed',
  message: 'The difference between the request time and the current time is too large.',
  status: 403,
  fields: { RequestTime: date, ServerTime: seconds(now), MaxAllowedSkewMilliseconds: String(15 * minute) },
})

/**
 * The sentence about the future is that of https://github.com/minio/minio/issues/2638.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
function checkPresignedTime({ now }: Claim, signed: number, expires: number): AwsError | undefined {
  if (Number.isNaN(signed)) return { code: 'AccessDenied', message: 'Access Denied', status: 403 }
  const end = new Date(signed + expires * 1000)
  const fields = { Expires: seconds(end), ServerTime: seconds(now) }
  if (signed > now.getTime() + 15 * minute) {
    return { code: 'AccessDenied', message: 'Request is not yet valid', status: 403, fields: { 'X-Amz-Date': String(signed), ...fields } }
  }
  if (end >= now) return undefined
  return { code: 'AccessDenied', message: 'Request has expired', status: 403, fields: { 'X-Amz-Expires': String(expires), ...fields } }
}

const seconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

/** Five minutes either way; a presigned request of these services holds for its `X-Amz-Expires` where that is longer. */
function checkSkew({ authorization, dialect, now }: Claim, signed: number): AwsError | undefined {
  const { date, expires = 0 } = authorization
  const earliest = new Date(now.getTime() - Math.max(5 * minute, expires * 1000))
  const latest = new Date(now.getTime() + 5 * minute)
  const at = compactDate(now)
  if (Number.isNaN(signed) || signed < earliest.getTime()) {
    const message = `Signature expired: ${date} is now earlier than ${compactDate(earliest)} (${at} - ${Math.max(5, Math.floor(expires / 60))} min.)`
    return refusal(dialect, 'signatureMismatch', { message })
  }
  if (signed <= latest.getTime()) return undefined
  const message = `Signature not yet current: ${date} is still later than ${compactDate(latest)} (${at} + 5 min.)`
  return refusal(dialect, 'signatureMismatch', { message })
}

function signatureMismatch({ dialect, authorization }: Claim, { stringToSign, canonicalRequest }: Computed): AwsError {
  if (dialect !== 'rest-xml') return refusal(dialect, 'signatureMismatch')
  const fields = {
    AWSAccessKeyId: authorization.accessKeyId,
    StringToSign: stringToSign,
    SignatureProvided: authorization.signature,
    StringToSignBytes: spellBytes(stringToSign),
    CanonicalRequest: canonicalRequest,
    CanonicalRequestBytes: spellBytes(canonicalRequest),
  }
  return refusal(dialect, 'signatureMismatch', { fields })
}

/** `41 57 53`, as S3 spells the text that it signed. */
const spellBytes = (text: string): string =>
  Buffer.from(text, 'latin1')
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
