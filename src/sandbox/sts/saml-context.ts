import type { ContextKeys } from '../operation.ts'
import type { SamlAssertion } from '../saml/assertion.ts'

interface SamlFacts {
  readonly assertion: SamlAssertion
  readonly subject: string
  readonly subjectType: string | undefined
  readonly nameQualifier: string
}

/**
 * The condition keys that a trust policy may test of an assertion.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
 */
export const samlContext = ({ assertion, subject, subjectType, nameQualifier }: SamlFacts): ContextKeys => ({
  ...Object.fromEntries([...assertion.attributes].flatMap(mapped)),
  'saml:aud': assertion.confirmation?.recipient,
  'saml:iss': assertion.issuer,
  'saml:sub': subject,
  'saml:sub_type': subjectType,
  'saml:namequalifier': nameQualifier,
})

function mapped([attribute, values]: readonly [string, readonly string[]]): readonly (readonly [string, readonly string[] | string])[] {
  const list = lists[attribute]
  if (list !== undefined) return [[`saml:${list}`, values]]
  const single = singles[attribute]
  return single === undefined || values[0] === undefined ? [] : [[`saml:${single}`, values[0]]]
}

const eduPerson = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.'
const eduOrg = 'urn:oid:1.3.6.1.4.1.5923.1.2.1.'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html#saml-attribute-mapping */
const lists: Readonly<Record<string, string>> = {
  [`${eduPerson}1`]: 'eduPersonAffiliation',
  [`${eduPerson}2`]: 'eduPersonNickname',
  [`${eduPerson}4`]: 'eduPersonOrgUnitDN',
  [`${eduPerson}7`]: 'eduPersonEntitlement',
  [`${eduPerson}9`]: 'eduPersonScopedAffiliation',
  [`${eduPerson}10`]: 'eduPersonTargetedID',
  [`${eduPerson}11`]: 'eduPersonAssurance',
  [`${eduOrg}2`]: 'eduOrgHomePageURI',
  [`${eduOrg}3`]: 'eduOrgIdentityAuthNPolicyURI',
  [`${eduOrg}4`]: 'eduOrgLegalName',
  [`${eduOrg}5`]: 'eduOrgSuperiorURI',
  [`${eduOrg}6`]: 'eduOrgWhitePagesURI',
  'urn:oid:2.5.4.3': 'cn',
}

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'

const singles: Readonly<Record<string, string>> = {
  [`${eduPerson}3`]: 'eduPersonOrgDN',
  [`${eduPerson}5`]: 'eduPersonPrimaryAffiliation',
  [`${eduPerson}6`]: 'eduPersonPrincipalName',
  [`${eduPerson}8`]: 'eduPersonPrimaryOrgUnitDN',
  [`${claims}name`]: 'name',
  'http://schemas.xmlsoap.org/claims/CommonName': 'commonName',
  [`${claims}givenname`]: 'givenName',
  [`${claims}surname`]: 'surname',
  [`${claims}emailaddress`]: 'mail',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid': 'uid',
  '2.5.4.3': 'commonName',
  '2.5.4.4': 'surname',
  '2.4.5.42': 'givenName',
  '2.5.4.45': 'x500UniqueIdentifier',
  '0.9.2342.19200300100.1.1': 'uid',
  '0.9.2342.19200300100.1.3': 'mail',
  '0.9.2342.19200300.100.1.45': 'organizationStatus',
}
