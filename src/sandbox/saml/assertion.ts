import { readTime } from './metadata.ts'
import { attributeOf, childrenNamed, type SignedElement, textOf } from './xml-tree.ts'

export const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion'

/** What an assertion says, of whom, and how long. */
export interface SamlAssertion {
  readonly issuer: string
  readonly issueInstant: Date | undefined
  readonly subject: SamlSubject | undefined
  /** Of the one bearer that may present it. */
  readonly confirmation: { readonly recipient: string; readonly notOnOrAfter: Date } | undefined
  readonly notBefore: Date | undefined
  readonly notOnOrAfter: Date | undefined
  readonly audiences: readonly string[]
  readonly sessionNotOnOrAfter: Date | undefined
  /** By the `Name` of the attribute. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

export interface SamlSubject {
  readonly nameId: string
  readonly format: string | undefined
}

/** Reads an `Assertion`; whether it may be believed is another matter. @see https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf section 2 */
export function readAssertion(assertion: SignedElement): SamlAssertion {
  const conditions = first(assertion, 'Conditions')
  const subject = first(assertion, 'Subject')
  return {
    issuer: textAt(assertion, 'Issuer') ?? '',
    issueInstant: readTime(attributeOf(assertion, 'IssueInstant')),
    subject: subject === undefined ? undefined : readSubject(subject),
    confirmation: subject === undefined ? undefined : readConfirmation(subject),
    notBefore: timeOf(conditions, 'NotBefore'),
    notOnOrAfter: timeOf(conditions, 'NotOnOrAfter'),
    audiences: conditions === undefined ? [] : all(conditions, 'AudienceRestriction').flatMap((each) => all(each, 'Audience').map(textOf)),
    sessionNotOnOrAfter: timeOf(first(assertion, 'AuthnStatement'), 'SessionNotOnOrAfter'),
    attributes: new Map(all(assertion, 'AttributeStatement').flatMap((each) => all(each, 'Attribute').map(readAttribute))),
  }
}

const all = (element: SignedElement, local: string): readonly SignedElement[] => childrenNamed(element, assertionNamespace, local)
const first = (element: SignedElement, local: string): SignedElement | undefined => all(element, local)[0]

const textAt = (element: SignedElement, local: string): string | undefined => {
  const child = first(element, local)
  return child === undefined ? undefined : textOf(child).trim()
}

const timeOf = (element: SignedElement | undefined, name: string): Date | undefined =>
  element === undefined ? undefined : readTime(attributeOf(element, name))

function readSubject(subject: SignedElement): SamlSubject | undefined {
  const name = first(subject, 'NameID')
  const nameId = name === undefined ? '' : textOf(name).trim()
  return name === undefined || nameId === '' ? undefined : { nameId, format: attributeOf(name, 'Format') }
}

/** There must be exactly one. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html#saml_subject-name-id */
function readConfirmation(subject: SignedElement): SamlAssertion['confirmation'] {
  const [confirmation, ...more] = all(subject, 'SubjectConfirmation')
  const data = confirmation === undefined || more.length > 0 ? undefined : first(confirmation, 'SubjectConfirmationData')
  const recipient = data === undefined ? undefined : attributeOf(data, 'Recipient')
  const notOnOrAfter = timeOf(data, 'NotOnOrAfter')
  return recipient === undefined || notOnOrAfter === undefined ? undefined : { recipient, notOnOrAfter }
}

const readAttribute = (attribute: SignedElement): readonly [string, readonly string[]] => [
  attributeOf(attribute, 'Name') ?? '',
  all(attribute, 'AttributeValue').map((value) => textOf(value).trim()),
]
