import { type KeyObject, X509Certificate } from 'node:crypto'
import { attributeOf, childrenNamed, childrenOf, parseSignedXml, type SignedElement, textOf } from './xml-tree.ts'

const metadata = 'urn:oasis:names:tc:SAML:2.0:metadata'

/** What the metadata document of an identity provider says. */
export interface SamlMetadata {
  readonly entityId: string
  /** Of its certificates for signing. They count however old they are. */
  readonly keys: readonly KeyObject[]
  readonly validUntil: Date | undefined
}

/**
 * Reads a metadata document; undefined for one that IAM cannot use: no XML, no identity provider, no certificate with a key of 1024 bits at least.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html#troubleshoot_saml_issuer-metadata
 */
export function parseSamlMetadata(document: string): SamlMetadata | undefined {
  const root = document.startsWith('\uFEFF') ? undefined : parseSignedXml(document)
  if (root === undefined || root.namespace !== metadata || root.local !== 'EntityDescriptor') return undefined
  const entityId = attributeOf(root, 'entityID')
  const [provider] = childrenNamed(root, metadata, 'IDPSSODescriptor')
  if (entityId === undefined || entityId === '' || provider === undefined) return undefined
  const keys = childrenNamed(provider, metadata, 'KeyDescriptor').filter(isForSigning).flatMap(certificates).map(publicKey)
  const usable = keys.filter((key) => key !== undefined)
  if (usable.length === 0 || usable.length < keys.length) return undefined
  return { entityId, keys: usable, validUntil: readTime(attributeOf(root, 'validUntil')) }
}

const isForSigning = (descriptor: SignedElement): boolean => attributeOf(descriptor, 'use') !== 'encryption'

const certificates = (element: SignedElement): readonly string[] =>
  childrenOf(element).flatMap((child) => (child.local === 'X509Certificate' ? [textOf(child)] : certificates(child)))

function publicKey(certificate: string): KeyObject | undefined {
  try {
    const { publicKey: key } = new X509Certificate(Buffer.from(certificate, 'base64'))
    const tooSmall = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 1024
    return tooSmall ? undefined : key
  } catch {
    return undefined
  }
}

/** Undefined for what is no time. */
export function readTime(text: string | undefined): Date | undefined {
  const time = new Date(text ?? '')
  return Number.isNaN(time.getTime()) ? undefined : time
}
