import { createPrivateKey, X509Certificate } from 'node:crypto'

/** The certificate of a PEM text; undefined for any other text. */
export function readCertificate(text: string): X509Certificate | undefined {
  if (!text.trim().startsWith('-----BEGIN CERTIFICATE-----')) return undefined
  try {
    return new X509Certificate(text)
  } catch {
    return undefined
  }
}

/** Each of the certificates of a chain, or nothing where one cannot be read. */
export function readChain(text: string): readonly X509Certificate[] | undefined {
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const read = found.flatMap((one) => readCertificate(one) ?? [])
  return read.length > 0 && read.length === found.length ? read : undefined
}

/** Whether the PEM text is the certificate's private key; undefined where it is none, or is encrypted. */
export function isKeyOf(certificate: X509Certificate, text: string): boolean | undefined {
  try {
    return certificate.checkPrivateKey(createPrivateKey(text))
  } catch {
    return undefined
  }
}

/** The first of the certificates that is not signed by the next; undefined where all are. */
export function firstUnsigned(certificates: readonly X509Certificate[]): number | undefined {
  const index = certificates.findIndex((certificate, at) => {
    const issuer = certificates[at + 1]
    return issuer !== undefined && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))
  })
  return index === -1 ? undefined : index
}
