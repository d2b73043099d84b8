import { createPrivateKey } from 'node:crypto'
import type { UpdateSAMLProviderRequest } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Parsed } from '../operation.ts'
import { invalidInput } from './errors.ts'
import { quotas } from './quotas.ts'
import type { SamlPrivateKey, SamlProvider } from './store.ts'

type Encryption = Pick<SamlProvider, 'encryption' | 'privateKeys'>
type Change = Pick<Parsed<UpdateSAMLProviderRequest>, 'AssertionEncryptionMode' | 'AddPrivateKey' | 'RemovePrivateKey'>

export const withoutEncryption: Encryption = { encryption: 'Allowed', privateKeys: [] }

/**
 * What a request makes of the encryption of a provider. The sentences are those of the documentation, their code and order are inferred.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html
 */
export function changeEncryption(change: Change, before: Encryption, call: Call): Result<Encryption, AwsError> {
  if (change.AddPrivateKey !== undefined && change.RemovePrivateKey !== undefined) return err(addsAndRemoves)
  const encryption = change.AssertionEncryptionMode ?? before.encryption
  const privateKeys = changeKeys(change, before.privateKeys, call)
  if (!privateKeys.ok) return privateKeys
  if (encryption === 'Required' && privateKeys.value.length === 0)
    return err(change.RemovePrivateKey === undefined ? withoutKey : invalidInput('Failed to remove private key.'))
  return ok({ encryption, privateKeys: privateKeys.value })
}

const addsAndRemoves = invalidInput(
  'Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.',
)
const withoutKey = invalidInput('Unable to set assertion encryption mode to Required because no private key is provided.')

function changeKeys(
  { AddPrivateKey: pem, RemovePrivateKey: id }: Change,
  keys: readonly SamlPrivateKey[],
  { random, now }: Call,
): Result<readonly SamlPrivateKey[], AwsError> {
  if (id !== undefined) {
    const left = keys.filter((key) => key.id !== id)
    return left.length < keys.length
      ? ok(left)
      : err(invalidInput('Failed to remove private key because the Key ID does not match a private key.'))
  }
  if (pem === undefined) return ok(keys)
  if (!isRsaKey(pem)) return err(invalidInput('Invalid private key.'))
  if (keys.length >= quotas.samlPrivateKeys) return err(limitReached)
  return ok([...keys, { id: random.text(24, idAlphabet), pem, uploadDate: now }])
}

const limitReached: AwsError = { code: 'LimitExceeded', message: `Private key limit of ${quotas.samlPrivateKeys} is reached.` }

const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A PEM text that is not encrypted itself; that other keys than RSA are refused is inferred from how keys of assertions are transported. */
function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
