import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { OpenIdConnectProvider } from '../iam/store.ts'

/** What a verified ID token says. */
export interface WebIdentity {
  /** Issuer without `https://`, as IAM and condition keys have it. */
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  readonly claims: Readonly<Record<string, unknown>>
}

export interface Verification {
  readonly token: string
  readonly now: Date
  readonly provider: (issuer: string) => OpenIdConnectProvider | undefined
  readonly keys: (issuer: string) => readonly JsonWebKey[] | undefined
}

const invalidToken = (message: string): AwsError => ({ code: 'InvalidIdentityToken', message, status: 400 })

/**
 * Reads an ID token and checks it as STS does: the provider must be in the account, the signature be of one of its keys, the time and the audience
 * right. The sentences are those of many reports; that of a wrong signature is inferred.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function verifyWebIdentity({ token, now, provider, keys }: Verification): Result<WebIdentity, AwsError> {
  const [head = '', body = '', signature = '', ...more] = token.split('.')
  const [header, claims] = [decode(head), decode(body)]
  const issuer = typeof claims?.iss === 'string' ? claims.iss : undefined
  const subject = claims?.sub
  if (header === undefined || claims === undefined || issuer === undefined || typeof subject !== 'string' || more.length > 0) {
    return err(invalidToken('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'))
  }
  // Issuers at `http://` have providers in the profile of older servers alone.
  const name = issuer.replace(/^https?:\/\//, '')
  const registered = provider(name)
  if (registered === undefined) return err(invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`))
  const candidates = keys(name)?.filter(({ kid }) => header.kid === undefined || kid === header.kid) ?? []
  if (candidates.length === 0) return err(invalidToken(noKey))
  if (!candidates.some((key) => isSignedBy(key, header.alg, `${head}.${body}`, signature))) {
    return err(invalidToken('The signature of the ID Token is not valid'))
  }
  const untimely = checkExpiry(claims.exp, now)
  if (untimely !== undefined) return err(untimely)
  const audience = audiencesOf(claims).find((each) => registered.clientIds.has(each))
  return audience === undefined ? err(invalidToken('Incorrect token audience')) : ok({ issuer: name, subject, audience, claims })
}

const noKey =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** An authorized party takes the place of the audience. */
function audiencesOf({ aud, azp }: Readonly<Record<string, unknown>>): readonly string[] {
  const all = azp === undefined ? aud : azp
  return (Array.isArray(all) ? all : [all]).filter((each: unknown): each is string => typeof each === 'string')
}

function checkExpiry(exp: unknown, now: Date): AwsError | undefined {
  if (typeof exp !== 'number') return invalidToken('Missing a required claim: exp')
  const seconds = Math.floor(now.getTime() / 1000)
  if (seconds < exp) return undefined
  const message = `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp}`
  return { code: 'ExpiredTokenException', message, status: 400 }
}

/** RSA and ECDSA, as OpenID Connect providers sign; never `none`. */
function isSignedBy(key: JsonWebKey, algorithm: unknown, text: string, signature: string): boolean {
  const match = /^(RS|ES)(256|384|512)$/.exec(typeof algorithm === 'string' ? algorithm : '')
  if (match === null || key.kty !== (match[1] === 'RS' ? 'RSA' : 'EC')) return false
  try {
    const publicKey = { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
    return verify(`sha${match[2]}`, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
