import type { KeyObject } from 'node:crypto'
import { privateKeyOf } from './key-material.ts'
import { type KeySpec, keySpecs } from './key-spec.ts'

/**
 * Imported material as a key keeps it, or undefined where it is none of the key's kind: of a secret key its bytes, of a pair the private key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-conceptual.html#importing-keys-material-requirements
 */
export function importedBytes(spec: KeySpec, bytes: Uint8Array): Uint8Array | undefined {
  const { material } = keySpecs[spec]
  if (material.kind === 'secret') return bytes.length === material.bits / 8 ? bytes : undefined
  const key = parse(bytes)
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {}
  const fits = 'curve' in material ? namedCurve === material.curve : modulusLength === material.bits
  return fits ? key?.export({ type: 'pkcs8', format: 'der' }) : undefined
}

function parse(bytes: Uint8Array): KeyObject | undefined {
  try {
    return privateKeyOf(bytes)
  } catch {
    return undefined
  }
}
