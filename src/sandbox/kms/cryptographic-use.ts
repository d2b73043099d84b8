import type { EncryptionContext } from '../../engine/grant-constraints.ts'
import type { AwsError } from '../error.ts'
import type { Key } from './key.ts'
import { digestLengthOf, type Signable } from './key-material.ts'
import type { KeyUse } from './key-permission.ts'
import { algorithmsOf, type KeyUsage } from './key-spec.ts'
import { refuseKeyState } from './key-state.ts'
import type { KmsStore } from './store.ts'

/** What all cryptographic operations may say. */
export interface CryptographicInput {
  readonly EncryptionAlgorithm?: string | undefined
  readonly GrantTokens?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Recipient?: unknown
  readonly DryRunModifiers?: unknown
}

export const useOf = (encryptionContext: EncryptionContext | undefined, algorithm = 'SYMMETRIC_DEFAULT'): KeyUse => ({
  encryptionContext,
  context: { 'kms:EncryptionAlgorithm': algorithm },
})

interface SigningInput extends Pick<CryptographicInput, 'GrantTokens' | 'DryRun'> {
  readonly SigningAlgorithm: string
  readonly MessageType?: string | undefined
  readonly Message: Uint8Array
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-signing-algorithm */
export const signingUse = ({ SigningAlgorithm, MessageType = 'RAW' }: SigningInput): KeyUse => ({
  context: { 'kms:SigningAlgorithm': SigningAlgorithm, 'kms:MessageType': MessageType },
})

/** Why the key cannot do what the request asks, permissions apart. A dry run that would succeed is an error too. */
export function refuseUse(input: CryptographicInput, key: Key, store: KmsStore): AwsError | undefined {
  const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' } = input
  return (
    refuseKeyState(key) ??
    refuseAlgorithm(EncryptionAlgorithm, algorithmsOf(key.spec, key.usage).EncryptionAlgorithms, key) ??
    refuseGrantTokens(input, store) ??
    refuseUnbuilt(input) ??
    refuseDryRun(input)
  )
}

export function refuseSigning(operation: string, input: SigningInput, key: Key, store: KmsStore): AwsError | undefined {
  return (
    refuseKeyState(key) ??
    refuseUsage(operation, 'SIGN_VERIFY', key) ??
    refuseAlgorithm(input.SigningAlgorithm, algorithmsOf(key.spec, key.usage).SigningAlgorithms, key) ??
    refuseGrantTokens(input, store) ??
    refuseMessage(input) ??
    refuseDryRun(input)
  )
}

export const signable = ({ Message, MessageType }: SigningInput): Signable => ({ bytes: Message, isDigest: MessageType === 'DIGEST' })

/** Recorded from AWS. `EXTERNAL_MU` is for keys that are not built. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html#KMS-Sign-request-MessageType */
function refuseMessage({ MessageType = 'RAW', Message, SigningAlgorithm }: SigningInput): AwsError | undefined {
  if (MessageType === 'RAW') return undefined
  if (MessageType !== 'DIGEST') return unbuilt(`MessageType ${MessageType}`)
  return Message.length === digestLengthOf(SigningAlgorithm)
    ? undefined
    : { code: 'ValidationException', message: `Digest is invalid length for algorithm ${SigningAlgorithm}.`, status: 400 }
}

interface MacInput extends Pick<CryptographicInput, 'GrantTokens' | 'DryRun'> {
  readonly MacAlgorithm: string
}

export function refuseMac(operation: string, input: MacInput, key: Key, store: KmsStore): AwsError | undefined {
  return (
    refuseKeyState(key) ??
    refuseUsage(operation, 'GENERATE_VERIFY_MAC', key) ??
    refuseAlgorithm(input.MacAlgorithm, algorithmsOf(key.spec, key.usage).MacAlgorithms, key) ??
    refuseGrantTokens(input, store) ??
    refuseDryRun(input)
  )
}

interface AgreementInput extends Pick<CryptographicInput, 'GrantTokens' | 'DryRun' | 'Recipient'> {
  readonly KeyAgreementAlgorithm: string
}

export function refuseAgreement(input: AgreementInput, key: Key, store: KmsStore): AwsError | undefined {
  return (
    refuseKeyState(key) ??
    refuseUsage('DeriveSharedSecret', 'KEY_AGREEMENT', key) ??
    refuseAlgorithm(input.KeyAgreementAlgorithm, algorithmsOf(key.spec, key.usage).KeyAgreementAlgorithms, key) ??
    refuseGrantTokens(input, store) ??
    refuseUnbuilt(input) ??
    refuseDryRun(input)
  )
}

/** Recorded from AWS. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html#API_Sign_Errors */
export const refuseUsage = (operation: string, usage: KeyUsage, key: Key): AwsError | undefined =>
  key.usage === usage
    ? undefined
    : {
        code: 'InvalidKeyUsageException',
        message: `${key.arn} key usage is ${key.usage} which is not valid for ${operation}.`,
        status: 400,
      }

const refuseAlgorithm = (algorithm: string, possible: readonly string[] = [], { spec }: Key): AwsError | undefined =>
  possible.includes(algorithm)
    ? undefined
    : { code: 'InvalidKeyUsageException', message: `Algorithm ${algorithm} is incompatible with key spec ${spec}.`, status: 400 }

/** A data key comes from a symmetric key alone. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const refuseAsymmetric = (key: Key): AwsError | undefined =>
  refuseUsage('GenerateDataKey', 'ENCRYPT_DECRYPT', key) ??
  refuseAlgorithm('SYMMETRIC_DEFAULT', algorithmsOf(key.spec, key.usage).EncryptionAlgorithms, key)

/** A token names a grant that may not have reached everywhere yet; ours are at once everywhere. @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-manage.html#using-grant-token */
export function refuseGrantTokens({ GrantTokens: tokens = [] }: CryptographicInput, { keys }: KmsStore): AwsError | undefined {
  if (tokens.length === 0) return undefined
  const known = new Set([...keys.values()].flatMap(({ grants }) => [...grants.values()].map(({ token }) => token)))
  return tokens.every((token) => known.has(token)) ? undefined : { code: 'InvalidGrantTokenException', message: '' }
}

function refuseUnbuilt({ Recipient, DryRunModifiers }: CryptographicInput): AwsError | undefined {
  const what = Recipient !== undefined ? 'Recipient' : DryRunModifiers !== undefined ? 'DryRunModifiers' : undefined
  return what === undefined ? undefined : unbuilt(what)
}

const unbuilt = (what: string): AwsError => ({
  code: 'UnsupportedOperationException',
  message: `${what} is not implemented by the Sallyport sandbox`,
})

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html: the sentence is inferred */
export const refuseContext = (algorithm: string, context: EncryptionContext | undefined): AwsError | undefined =>
  algorithm === 'SYMMETRIC_DEFAULT' || context === undefined
    ? undefined
    : { code: 'ValidationException', message: 'EncryptionContext is not supported for asymmetric encryption algorithms.', status: 400 }

/** Recorded from AWS. */
export const refuseDryRun = ({ DryRun: dryRun }: CryptographicInput): AwsError | undefined =>
  dryRun === true
    ? { code: 'DryRunOperationException', message: 'The request would have succeeded, but the DryRun option is set.', status: 400 }
    : undefined
