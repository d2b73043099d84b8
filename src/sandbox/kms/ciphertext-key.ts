import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { keyOfCiphertext } from './cipher.ts'
import type { NamedKey } from './named-key.ts'
import { findKey, scopeOf } from './on-key.ts'
import { resolveKey } from './resolve-key.ts'

/** A ciphertext, and the key that the request says made it. */
export interface CiphertextInput {
  readonly ciphertext: Uint8Array
  readonly keyId: string | undefined
  /** By which it was made. */
  readonly algorithm: string | undefined
  readonly action: string
}

/** The key that made a ciphertext; one of a public key does not say whose it is. The words were recorded from AWS, but for a key that is not there. */
export function findCiphertextKey(input: CiphertextInput, call: Call, stores: Stores): Result<NamedKey, AwsError> {
  const { ciphertext, keyId, algorithm = 'SYMMETRIC_DEFAULT', action } = input
  const arn = keyOfCiphertext(ciphertext)
  const named = keyId === undefined ? undefined : findKey(keyId, { action, takesAlias: true }, call, stores)
  if (named !== undefined && algorithm !== 'SYMMETRIC_DEFAULT') return named
  if (named !== undefined && !named.ok) return named
  if (arn === undefined) return err(invalidCiphertext)
  const here = inRegion(arn, call.region)
  if (named !== undefined) return named.value.key.arn === here ? named : err(incorrectKey)
  const made = resolveKey(here, scopeOf(call), stores)
  return made.ok ? ok(made.value) : err(unknownKey)
}

/** What one key of a multi-Region key has encrypted, its related keys decrypt. @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html */
const inRegion = (arn: string, region: string): string => {
  const [prefix, partition, service, , account, resource] = arn.split(':')
  return resource?.startsWith('key/mrk-') ? [prefix, partition, service, region, account, resource].join(':') : arn
}

export const invalidCiphertext: AwsError = { code: 'InvalidCiphertextException', message: '', status: 400 }

const incorrectKey: AwsError = {
  code: 'IncorrectKeyException',
  message: 'The key ID in the request does not identify a CMK that can perform this operation.',
  status: 400,
}

const unknownKey: AwsError = {
  code: 'AccessDeniedException',
  message:
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  status: 400,
}
