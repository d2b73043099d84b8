import type { KeyObject } from 'node:crypto'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { assertionNamespace, readAssertion, type SamlAssertion } from './assertion.ts'
import { decryptAssertion } from './encrypted-assertion.ts'
import type { SamlMetadata } from './metadata.ts'
import { isSigned, signatureOf } from './xml-signature.ts'
import { attributeOf, childrenNamed, parseSignedXml, type SignedElement } from './xml-tree.ts'

const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol'

export interface SamlVerification {
  /** Base64, as the browser of the user posts it. */
  readonly response: string
  readonly metadata: SamlMetadata
  /** Whether assertions must be encrypted, and the provider's keys that open them. */
  readonly encryption: { readonly required: boolean; readonly keys: readonly KeyObject[] }
  readonly now: Date
  readonly requestId: string
}

const invalidToken = (message: string): AwsError => ({ code: 'InvalidIdentityToken', message, status: 400 })
const expired = (message: string): AwsError => ({ code: 'ExpiredTokenException', message, status: 400 })

/** Some refusals are those of a service behind STS, which shows (reported so by many tools). */
export const discoveryRefusal = (sentence: string, code: string, requestId: string): AwsError =>
  invalidToken(
    `${sentence} (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  )

/**
 * Checks a response of an identity provider as STS does: its issuer, its signature (of the response, of the assertion, or of both), its times, its
 * recipient and its audience. The sentences are those of the documentation and of reports; where some are said to be inferred, none was found. Those
 * about encryption are inferred.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
 */
export function verifySamlResponse(verification: SamlVerification): Result<SamlAssertion, AwsError> {
  const { response, metadata, encryption, now, requestId } = verification
  const invalidResponse = (sentence: string) => discoveryRefusal(sentence, 'AuthSamlInvalidSamlResponseException', requestId)
  const root = /^[A-Za-z0-9+/=\s]*$/.test(response) ? parseSignedXml(Buffer.from(response, 'base64').toString('utf8')) : undefined
  if (root === undefined || root.namespace !== protocol || root.local !== 'Response')
    return err(invalidResponse('Invalid base64 SAMLResponse'))
  if (!isSuccess(root)) return err(rejected)
  const [plain, ...more] = childrenNamed(root, assertionNamespace, 'Assertion')
  const encrypted = childrenNamed(root, assertionNamespace, 'EncryptedAssertion')
  const [first = plain] = encrypted
  // Inferred: no report shows what is said of a response without an assertion, or with several.
  if (first === undefined || more.length > 0 || encrypted.length > (plain === undefined ? 1 : 0))
    return err(invalidResponse('Response must contain exactly one Assertion'))
  if (encryption.required && plain !== undefined) return err(invalidToken('Response must contain an encrypted assertion'))
  const element = plain ?? decrypted(first, encryption.keys)
  if (element === undefined) return err(invalidToken('Assertion could not be decrypted'))
  const assertion = readAssertion(element)
  if (assertion.issuer !== metadata.entityId) return err(invalidResponse('Issuer not present in specified provider'))
  if (!areSigned([root, element], metadata.keys)) return err(invalidToken('Response signature invalid'))
  const refused = refuseTimes(assertion, now) ?? refuseAudience(assertion)
  return refused === undefined ? ok(assertion) : err(refused)
}

function decrypted(encrypted: SignedElement, keys: readonly KeyObject[]): SignedElement | undefined {
  const element = decryptAssertion(encrypted, keys)
  return element?.namespace === assertionNamespace && element.local === 'Assertion' ? element : undefined
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html#API_AssumeRoleWithSAML_Errors */
const rejected: AwsError = {
  code: 'IDPRejectedClaim',
  message: 'The identity provider (IdP) reported that authentication failed.',
  status: 403,
}

const isSuccess = (response: SignedElement): boolean =>
  childrenNamed(response, protocol, 'Status')
    .flatMap((status) => childrenNamed(status, protocol, 'StatusCode'))
    .every((code) => attributeOf(code, 'Value') === 'urn:oasis:names:tc:SAML:2.0:status:Success')

/** One signature at least, and none that is wrong. */
function areSigned(elements: readonly SignedElement[], keys: readonly KeyObject[]): boolean {
  const signed = elements.flatMap((element) => {
    const signature = signatureOf(element)
    return signature === undefined ? [] : [isSigned(element, signature, keys)]
  })
  return signed.length > 0 && signed.every((each) => each)
}

/** Milliseconds that an assertion may be old. */
const redeemable = 5 * 60_000

function refuseTimes({ confirmation, issueInstant, notBefore, notOnOrAfter }: SamlAssertion, now: Date): AwsError | undefined {
  if (confirmation === undefined) return invalidToken('Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter')
  const end = Math.min(confirmation.notOnOrAfter.getTime(), notOnOrAfter?.getTime() ?? Infinity)
  if (end <= now.getTime()) return expired('Response has expired')
  // Inferred: the sentence; that such a response is refused stands in the specification of SAML.
  if (notBefore !== undefined && notBefore.getTime() > now.getTime()) return invalidToken('Response is not yet valid')
  if (issueInstant === undefined || issueInstant.getTime() + redeemable <= now.getTime())
    return expired('Token must be redeemed within 5 minutes of issuance')
  return undefined
}

/** The global endpoint and those of the Regions, each also with the id of a provider. @see https://docs.aws.amazon.com/general/latest/gr/signin-service.html */
const recipient = /^https:\/\/([a-z0-9-]+\.)?signin\.aws\.amazon\.com\/(static\/)?saml(\/acs\/[A-Z0-9]+)?$/

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html#saml_audience-restriction */
function refuseAudience({ confirmation, audiences }: SamlAssertion): AwsError | undefined {
  // Inferred: the sentence for another recipient.
  if (!recipient.test(confirmation?.recipient ?? '')) return invalidToken('Response does not contain the required recipient')
  const isAmazon = (audience: string): boolean => audience === 'urn:amazon:webservices' || recipient.test(audience)
  return audiences.length === 0 || audiences.some((audience) => isAmazon(audience.trim()))
    ? undefined
    : invalidToken('Response does not contain the required audience')
}
