import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { SamlAssertion } from '../saml/assertion.ts'
import { type SessionTags, sessionTags } from './session-tags.ts'

/** What an assertion tells AWS of the session, by attributes of AWS's own. */
export interface SamlAttributes {
  readonly sessionName: string
  readonly sourceIdentity: string | undefined
  readonly tags: SessionTags
  /** Seconds. */
  readonly sessionDuration: number | undefined
}

const invalidToken = (message: string): AwsError => ({ code: 'InvalidIdentityToken', message, status: 400 })

const own = 'https://aws.amazon.com/SAML/Attributes/'
const name = /^[a-zA-Z_0-9+=,.@-]{2,64}$/

/**
 * The sentences are those of the documentation; that of a missing pair is one of reports.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
 */
export function samlAttributes(
  { attributes }: SamlAssertion,
  asked: { readonly role: string; readonly provider: string },
): Result<SamlAttributes, AwsError> {
  const first = (attribute: string): string | undefined => attributes.get(own + attribute)?.[0]
  if (!namesPair(attributes.get(`${own}Role`) ?? [], asked))
    return err(invalidToken("SAML Assertion doesn't contain the requested Role and Metadata in the attributes"))
  const sessionName = first('RoleSessionName')
  if (sessionName === undefined) return err(invalidToken('RoleSessionName is required in AuthnResponse'))
  if (!name.test(sessionName)) return err(invalidToken('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'))
  const sourceIdentity = first('SourceIdentity')
  if (sourceIdentity !== undefined && (!name.test(sourceIdentity) || sourceIdentity.startsWith('aws:')))
    return err(invalidToken('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'))
  const tags = sessionTags({ Tags: principalTags(attributes), TransitiveTagKeys: attributes.get(`${own}TransitiveTagKeys`) }, undefined)
  if (!tags.ok) return tags
  return ok({ sessionName, sourceIdentity, tags: tags.value, sessionDuration: secondsOf(first('SessionDuration')) })
}

/** Role and provider in either order, as identity providers write them. */
const namesPair = (pairs: readonly string[], { role, provider }: { readonly role: string; readonly provider: string }): boolean =>
  pairs.some((pair) => {
    const named = pair.split(',').map((arn) => arn.trim())
    return named.length === 2 && named.includes(role) && named.includes(provider)
  })

function principalTags(attributes: SamlAssertion['attributes']) {
  const prefix = `${own}PrincipalTag:`
  return [...attributes].flatMap(([attribute, [value]]) =>
    attribute.startsWith(prefix) ? [{ Key: attribute.slice(prefix.length), Value: value ?? '' }] : [],
  )
}

const secondsOf = (text: string | undefined): number | undefined => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : undefined)
