import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto'
import { attributeOf, childrenNamed, childrenOf, parseSignedXml, type SignedElement, textOf } from './xml-tree.ts'

const xmlenc = 'http://www.w3.org/2001/04/xmlenc#'
const xmlenc11 = 'http://www.w3.org/2009/xmlenc11#'
const dsig = 'http://www.w3.org/2000/09/xmldsig#'

/** AES-CBC and AES-GCM, as the documentation has them. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html */
const ciphers: ReadonlyMap<string, string> = new Map(
  [128, 192, 256].flatMap((bits) => [
    [`${xmlenc}aes${bits}-cbc`, `aes-${bits}-cbc`] as const,
    [`${xmlenc11}aes${bits}-gcm`, `aes-${bits}-gcm`] as const,
  ]),
)

const digests: ReadonlyMap<string, string> = new Map([
  [`${dsig}sha1`, 'sha1'],
  [`${xmlenc}sha256`, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  [`${xmlenc}sha512`, 'sha512'],
])

/**
 * The element within an `EncryptedAssertion`, by whichever of the keys opens it; undefined where none does. Keys are transported by RSA-OAEP with one
 * digest throughout: that AWS takes no others is inferred, as the documentation names none.
 *
 * @see https://www.w3.org/TR/xmlenc-core1/
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf section 2.3.4
 */
export function decryptAssertion(encrypted: SignedElement, keys: readonly KeyObject[]): SignedElement | undefined {
  const [data] = childrenNamed(encrypted, xmlenc, 'EncryptedData')
  const cipher = data === undefined ? undefined : ciphers.get(algorithmOf(data))
  const [transported] = [encrypted, ...(data === undefined ? [] : childrenNamed(data, dsig, 'KeyInfo'))].flatMap((each) =>
    childrenNamed(each, xmlenc, 'EncryptedKey'),
  )
  if (data === undefined || cipher === undefined || transported === undefined) return undefined
  for (const key of keys) {
    const secret = openKey(transported, key)
    const text = secret === undefined ? undefined : decrypt(cipher, secret, cipherValue(data))
    if (text !== undefined) return parseWithin(encrypted, text)
  }
  return undefined
}

const methodOf = (element: SignedElement): SignedElement | undefined => childrenNamed(element, xmlenc, 'EncryptionMethod')[0]

function algorithmOf(element: SignedElement): string {
  const method = methodOf(element)
  return (method === undefined ? undefined : attributeOf(method, 'Algorithm')) ?? ''
}

const cipherValue = (element: SignedElement): Buffer =>
  Buffer.from(
    childrenNamed(element, xmlenc, 'CipherData')
      .flatMap((data) => childrenNamed(data, xmlenc, 'CipherValue'))
      .map(textOf)
      .join(''),
    'base64',
  )

function openKey(transported: SignedElement, key: KeyObject): Buffer | undefined {
  const oaepHash = oaepHashOf(transported)
  if (oaepHash === undefined) return undefined
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, cipherValue(transported))
  } catch {
    return undefined
  }
}

/** @see https://www.w3.org/TR/xmlenc-core1/#sec-RSA-OAEP */
function oaepHashOf(transported: SignedElement): string | undefined {
  const algorithm = algorithmOf(transported)
  const parts = childrenOf(methodOf(transported) ?? transported)
  const named = (local: string): string | undefined => {
    const part = parts.find((each) => each.local === local)
    return part === undefined ? undefined : attributeOf(part, 'Algorithm')
  }
  const digest = digests.get(named('DigestMethod') ?? `${dsig}sha1`)
  const mask = algorithm === `${xmlenc11}rsa-oaep` ? (named('MGF') ?? `${xmlenc11}mgf1sha1`) : `${xmlenc11}mgf1sha1`
  if (algorithm !== `${xmlenc}rsa-oaep-mgf1p` && algorithm !== `${xmlenc11}rsa-oaep`) return undefined
  return digest !== undefined && mask === `${xmlenc11}mgf1${digest}` ? digest : undefined
}

/** The initialization vector stands first; with GCM the tag stands last, with CBC the last byte counts those that fill the last block. */
function decrypt(cipher: string, secret: Buffer, bytes: Buffer): string | undefined {
  try {
    if (cipher.endsWith('gcm')) {
      const opened = createDecipheriv(cipher as 'aes-256-gcm', secret, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16))
      return Buffer.concat([opened.update(bytes.subarray(12, -16)), opened.final()]).toString('utf8')
    }
    const opened = createDecipheriv(cipher, secret, bytes.subarray(0, 16)).setAutoPadding(false)
    const filled = Buffer.concat([opened.update(bytes.subarray(16)), opened.final()])
    const padding = filled.at(-1) ?? 0
    return padding >= 1 && padding <= 16 ? filled.subarray(0, -padding).toString('utf8') : undefined
  } catch {
    return undefined
  }
}

/** What was encrypted stands within the namespaces of the place where it was. */
function parseWithin({ scope }: SignedElement, text: string): SignedElement | undefined {
  const escaped = (uri: string): string => uri.replace(/[&<"]/g, (character) => `&#${character.charCodeAt(0)};`)
  const declarations = [...scope].map(([prefix, uri]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escaped(uri)}"`)
  const place = parseSignedXml(`<place${declarations.join('')}>${text}</place>`)
  const [element, ...more] = place === undefined ? [] : childrenOf(place)
  return more.length > 0 ? undefined : element
}
