import { createHash, type KeyObject, verify } from 'node:crypto'
import { canonicalXml } from './canonical-xml.ts'
import { attributeOf, childrenNamed, childrenOf, type SignedElement, textOf } from './xml-tree.ts'

const dsig = 'http://www.w3.org/2000/09/xmldsig#'
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const enveloped = `${dsig}enveloped-signature`

const digests: Readonly<Record<string, string>> = {
  [`${dsig}sha1`]: 'sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
}

const signatures: Readonly<Record<string, { readonly type: 'rsa' | 'ec'; readonly hash: string }>> = {
  [`${dsig}rsa-sha1`]: { type: 'rsa', hash: 'sha1' },
  ...Object.fromEntries(
    (['rsa', 'ec'] as const).flatMap((type) =>
      ['sha256', 'sha384', 'sha512'].map((hash) => [
        `http://www.w3.org/2001/04/xmldsig-more#${type === 'ec' ? 'ecdsa' : 'rsa'}-${hash}`,
        { type, hash },
      ]),
    ),
  ),
}

/** The signature within an element that covers it; undefined where there is none. */
export const signatureOf = (element: SignedElement): SignedElement | undefined => childrenNamed(element, dsig, 'Signature')[0]

/**
 * Whether one of these keys signed the whole element that the signature stands in. Nothing else is looked at: what a caller reads from this very
 * element was signed, so no signed element can be wrapped into an unsigned one. Only the transforms are known that SAML permits.
 *
 * @see https://www.w3.org/TR/xmldsig-core1/#sec-CoreValidation
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf section 5.4
 */
export function isSigned(element: SignedElement, signature: SignedElement, keys: readonly KeyObject[]): boolean {
  const [signedInfo] = childrenNamed(signature, dsig, 'SignedInfo')
  const [value] = childrenNamed(signature, dsig, 'SignatureValue')
  if (signedInfo === undefined || value === undefined) return false
  const [reference, ...more] = childrenNamed(signedInfo, dsig, 'Reference')
  const [canonicalization] = childrenNamed(signedInfo, dsig, 'CanonicalizationMethod')
  if (reference === undefined || more.length > 0 || canonicalization === undefined || !covers(reference, element)) return false
  const digested = digestOf(reference, element, signature)
  const [expected] = childrenNamed(reference, dsig, 'DigestValue')
  if (digested === undefined || expected === undefined || !Buffer.from(textOf(expected), 'base64').equals(digested)) return false
  if (attributeOf(canonicalization, 'Algorithm') !== exclusive) return false
  const text = canonicalXml(signedInfo, { inclusive: prefixList(canonicalization) })
  return isVerified(algorithmOf(signedInfo, 'SignatureMethod'), text, Buffer.from(textOf(value), 'base64'), keys)
}

function covers(reference: SignedElement, element: SignedElement): boolean {
  const id = attributeOf(element, 'ID')
  return id !== undefined && id !== '' && attributeOf(reference, 'URI') === `#${id}`
}

function digestOf(reference: SignedElement, element: SignedElement, signature: SignedElement): Buffer | undefined {
  const transforms = childrenNamed(reference, dsig, 'Transforms').flatMap((list) => childrenNamed(list, dsig, 'Transform'))
  const algorithms = transforms.map((transform) => attributeOf(transform, 'Algorithm'))
  const digest = digests[algorithmOf(reference, 'DigestMethod') ?? '']
  if (digest === undefined || algorithms.join(' ') !== `${enveloped} ${exclusive}`) return undefined
  const text = canonicalXml(element, { inclusive: transforms.flatMap(prefixList), omitted: signature })
  return createHash(digest).update(text).digest()
}

const algorithmOf = (element: SignedElement, local: string): string | undefined => {
  const [child] = childrenNamed(element, dsig, local)
  return child === undefined ? undefined : attributeOf(child, 'Algorithm')
}

const prefixList = (element: SignedElement): readonly string[] =>
  childrenOf(element)
    .filter(({ local, namespace }) => local === 'InclusiveNamespaces' && namespace === exclusive)
    .flatMap((list) => attributeOf(list, 'PrefixList')?.split(/\s+/) ?? [])
    .filter((prefix) => prefix !== '')

function isVerified(method: string | undefined, text: string, signature: Buffer, keys: readonly KeyObject[]): boolean {
  const algorithm = signatures[method ?? '']
  if (algorithm === undefined) return false
  return keys
    .filter(({ asymmetricKeyType }) => asymmetricKeyType === algorithm.type)
    .some((key) => verify(algorithm.hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature))
}
