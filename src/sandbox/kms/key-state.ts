import type { AwsError } from '../error.ts'
import { type Key, multiRegionType } from './key.ts'

/**
 * Why a key cannot encrypt or decrypt, or undefined when it can.
 *
 * The words were recorded from AWS.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
export function refuseKeyState(key: Key): AwsError | undefined {
  switch (key.state) {
    case 'Enabled':
      return undefined
    case 'Disabled':
      return { code: 'DisabledException', message: `${key.arn} is disabled.` }
    case 'PendingDeletion':
      return { code: 'KMSInvalidStateException', message: `${key.arn} is pending deletion.`, status: 400 }
    case 'PendingImport':
      return { code: 'KMSInvalidStateException', message: `${key.arn} is pending import.`, status: 400 }
    case 'PendingReplicaDeletion':
      // The words of this state alone are inferred.
      return { code: 'KMSInvalidStateException', message: `${key.arn} is pending replica deletion.`, status: 400 }
  }
}

/** What can still be done with a key that is disabled, but not with one that waits to be deleted. */
export const refusePendingDeletion = (key: Key): AwsError | undefined =>
  key.state === 'PendingDeletion' || key.state === 'PendingReplicaDeletion' ? refuseKeyState(key) : undefined

export const refusePendingImport = (key: Key): AwsError | undefined => (key.state === 'PendingImport' ? refuseKeyState(key) : undefined)

/** Recorded from AWS. */
export const refuseOrigin = (origin: Key['origin'], key: Key): AwsError | undefined =>
  key.origin === origin
    ? undefined
    : {
        code: 'UnsupportedOperationException',
        message: `${key.arn} origin is ${key.origin} which is not valid for this operation.`,
        status: 400,
      }

/** Only the primary of a multi-Region key may. Recorded from AWS for ReplicateKey, inferred elsewhere. */
export const refuseReplica = (key: Key): AwsError | undefined => (multiRegionType(key) === 'REPLICA' ? notPrimary(key) : undefined)

export const notPrimary = ({ arn }: Key): AwsError => ({
  code: 'UnsupportedOperationException',
  message: `${arn} is not a multi-region primary key.`,
  status: 400,
})

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key */
export const refuseAwsManaged = (key: Key): AwsError | undefined =>
  key.manager === 'AWS' ? { code: 'NotAuthorizedException', message: '', status: 400 } : undefined
