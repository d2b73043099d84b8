import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Key } from './key.ts'
import { keyPermission } from './key-permission.ts'

/**
 * A policy must leave its author, or the account, able to change it again.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key
 */
export function refuseLockout(key: Key, call: Call, stores: Stores): AwsError | undefined {
  const permission = keyPermission('kms:PutKeyPolicy', { key }, {}, call, stores)
  const asRoot: Permission = { ...permission, principal: { type: 'root', arn: `arn:aws:iam::${key.account}:root`, account: key.account } }
  if (call.permits(permission).ok || call.permits(asRoot).ok) return undefined
  return {
    code: 'MalformedPolicyDocumentException',
    message: 'The new key policy will not allow you to update the key policy in the future.',
  }
}
