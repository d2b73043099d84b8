import type {
  EncryptionAlgorithmSpec,
  KeyAgreementAlgorithmSpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms'

export type KeyUsage = Extract<KeyUsageType, 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC' | 'KEY_AGREEMENT'>

const pss = ['RSASSA_PSS_SHA_256', 'RSASSA_PSS_SHA_384', 'RSASSA_PSS_SHA_512'] as const
const pkcs1 = ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_384', 'RSASSA_PKCS1_V1_5_SHA_512'] as const

interface SpecFacts {
  /** The usages that a key of the spec may have. */
  readonly usages: readonly KeyUsage[]
  readonly material: { readonly kind: 'rsa' | 'secret'; readonly bits: number } | { readonly kind: 'ec'; readonly curve: string }
  readonly encryption?: readonly EncryptionAlgorithmSpec[]
  readonly signing?: readonly SigningAlgorithmSpec[]
  readonly mac?: readonly MacAlgorithmSpec[]
  readonly agreement?: readonly KeyAgreementAlgorithmSpec[]
}

const rsa = (bits: number): SpecFacts => ({
  usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
  material: { kind: 'rsa', bits },
  encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  signing: [...pkcs1, ...pss],
})
const ec = (curve: string, algorithm: SigningAlgorithmSpec): SpecFacts => ({
  usages: ['SIGN_VERIFY'],
  material: { kind: 'ec', curve },
  signing: [algorithm],
})
const nist = (curve: string, algorithm: SigningAlgorithmSpec): SpecFacts => ({
  ...ec(curve, algorithm),
  usages: ['SIGN_VERIFY', 'KEY_AGREEMENT'],
  agreement: ['ECDH'],
})
const hmac = (bits: number, algorithm: MacAlgorithmSpec): SpecFacts => ({
  usages: ['GENERATE_VERIFY_MAC'],
  material: { kind: 'secret', bits },
  mac: [algorithm],
})

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
export const keySpecs = {
  SYMMETRIC_DEFAULT: { usages: ['ENCRYPT_DECRYPT'], material: { kind: 'secret', bits: 256 }, encryption: ['SYMMETRIC_DEFAULT'] },
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: nist('prime256v1', 'ECDSA_SHA_256'),
  ECC_NIST_P384: nist('secp384r1', 'ECDSA_SHA_384'),
  ECC_NIST_P521: nist('secp521r1', 'ECDSA_SHA_512'),
  ECC_SECG_P256K1: ec('secp256k1', 'ECDSA_SHA_256'),
  HMAC_224: hmac(224, 'HMAC_SHA_224'),
  HMAC_256: hmac(256, 'HMAC_SHA_256'),
  HMAC_384: hmac(384, 'HMAC_SHA_384'),
  HMAC_512: hmac(512, 'HMAC_SHA_512'),
} as const satisfies Readonly<Record<string, SpecFacts>>

export type KeySpec = keyof typeof keySpecs

export const isKeySpec = (name: string): name is KeySpec => Object.hasOwn(keySpecs, name)

export interface Algorithms {
  readonly EncryptionAlgorithms?: EncryptionAlgorithmSpec[]
  readonly SigningAlgorithms?: SigningAlgorithmSpec[]
  readonly MacAlgorithms?: MacAlgorithmSpec[]
  readonly KeyAgreementAlgorithms?: KeyAgreementAlgorithmSpec[]
}

/** What a key of this spec and usage can do. */
export function algorithmsOf(spec: KeySpec, usage: KeyUsage): Algorithms {
  const { encryption = [], signing = [], mac = [], agreement = [] }: SpecFacts = keySpecs[spec]
  switch (usage) {
    case 'ENCRYPT_DECRYPT':
      return { EncryptionAlgorithms: [...encryption] }
    case 'SIGN_VERIFY':
      return { SigningAlgorithms: [...signing] }
    case 'GENERATE_VERIFY_MAC':
      return { MacAlgorithms: [...mac] }
    case 'KEY_AGREEMENT':
      return { KeyAgreementAlgorithms: [...agreement] }
  }
}
