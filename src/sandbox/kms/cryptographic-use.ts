import type { AwsError } from '../error.ts'
import type { EncryptionContext } from './grant-constraints.ts'
import type { Key } from './key.ts'
import type { KeyUse } from './key-permission.ts'
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

export const useOf = (encryptionContext: EncryptionContext | undefined): KeyUse => ({
  encryptionContext,
  context: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' },
})

/** Why the key cannot do what the request asks, permissions apart. A dry run that would succeed is an error too. */
export function refuseUse(input: CryptographicInput, key: Key, store: KmsStore): AwsError | undefined {
  return refuseKeyState(key) ?? refuseAlgorithm(input) ?? refuseGrantTokens(input, store) ?? refuseUnbuilt(input) ?? refuseDryRun(input)
}

function refuseAlgorithm({ EncryptionAlgorithm: algorithm }: CryptographicInput): AwsError | undefined {
  if (algorithm === undefined || algorithm === 'SYMMETRIC_DEFAULT') return undefined
  return {
    code: 'InvalidKeyUsageException',
    message: `Algorithm ${algorithm} is incompatible with key spec SYMMETRIC_DEFAULT.`,
    status: 400,
  }
}

/** A token names a grant that may not have reached everywhere yet; ours are at once everywhere. @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-manage.html#using-grant-token */
export function refuseGrantTokens({ GrantTokens: tokens = [] }: CryptographicInput, { keys }: KmsStore): AwsError | undefined {
  if (tokens.length === 0) return undefined
  const known = new Set([...keys.values()].flatMap(({ grants }) => [...grants.values()].map(({ token }) => token)))
  return tokens.every((token) => known.has(token)) ? undefined : { code: 'InvalidGrantTokenException', message: '' }
}

function refuseUnbuilt({ Recipient, DryRunModifiers }: CryptographicInput): AwsError | undefined {
  const what = Recipient !== undefined ? 'Recipient' : DryRunModifiers !== undefined ? 'DryRunModifiers' : undefined
  return what === undefined
    ? undefined
    : { code: 'UnsupportedOperationException', message: `${what} is not implemented by the Sallyport sandbox` }
}

/** Recorded from AWS. */
export const refuseDryRun = ({ DryRun: dryRun }: CryptographicInput): AwsError | undefined =>
  dryRun === true
    ? { code: 'DryRunOperationException', message: 'The request would have succeeded, but the DryRun option is set.', status: 400 }
    : undefined
