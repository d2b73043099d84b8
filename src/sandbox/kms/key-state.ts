import type { AwsError } from '../error.ts'
import type { Key } from './key.ts'

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
      return { code: 'KMSInvalidStateException', message: `${key.arn} is pending deletion.` }
  }
}

/** What can still be done with a key that is disabled, but not with one that waits to be deleted. */
export const refusePendingDeletion = (key: Key): AwsError | undefined => (key.state === 'PendingDeletion' ? refuseKeyState(key) : undefined)

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key */
export const refuseAwsManaged = (key: Key): AwsError | undefined =>
  key.manager === 'AWS' ? { code: 'NotAuthorizedException', message: '', status: 400 } : undefined
