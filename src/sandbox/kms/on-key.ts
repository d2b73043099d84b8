import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { KeyScope } from './key.ts'
import { hidden, type KeyUse, keyPermission } from './key-permission.ts'
import type { NamedKey } from './named-key.ts'
import { isForeign, resolveKey } from './resolve-key.ts'

/** An `Operation` whose input is known as parsed. */
export interface OperationOf<Input, Output extends object> {
  readonly requires: (input: Input, call: Call, stores: Stores) => Result<readonly Permission[], AwsError>
  readonly run: (input: Input, call: Call, stores: Stores) => Result<Output, AwsError> | Promise<Result<Output, AwsError>>
}

interface KeyOperation<Input, Output extends object> {
  readonly action: string
  /** Whether the key may be named by an alias too. */
  readonly takesAlias?: true
  /** What the request says about its use of the key. */
  readonly use?: (input: Input) => KeyUse
  /** More about the permission: tags that the request brings. */
  readonly more?: (input: Input) => Pick<Permission, 'requestTags'>
  readonly run: (named: NamedKey, input: Input, call: Call, stores: Stores) => Result<Output, AwsError> | Promise<Result<Output, AwsError>>
}

/** An operation on one key that needs one permission on it. */
export const onKey = <Input extends { readonly KeyId: string }, Output extends object>(
  operation: KeyOperation<Input, Output>,
): OperationOf<Input, Output> => ({
  requires: (input, call, stores) => {
    const named = findKey(input.KeyId, operation, call, stores)
    if (!named.ok) return named
    const permission = keyPermission(operation.action, named.value, operation.use?.(input) ?? {}, call, stores)
    return ok([{ ...permission, ...operation.more?.(input) }])
  },
  run: (input, call, stores) => {
    const named = findKey(input.KeyId, operation, call, stores)
    return named.ok ? operation.run(named.value, input, call, stores) : named
  },
})

export interface KeyLookUp {
  readonly action: string
  readonly takesAlias?: true
}

/** The key that a request names. Of keys in other accounts it is not told whether they are there. */
export function findKey(name: string, { action, takesAlias }: KeyLookUp, call: Call, stores: Stores): Result<NamedKey, AwsError> {
  const scope = scopeOf(call)
  if (takesAlias === undefined && /(?:^|:)alias\//.test(name)) return err(aliasNotSupported)
  const named = resolveKey(name, scope, stores)
  if (named.ok || !isForeign(name, scope)) return named
  return err({ code: 'AccessDeniedException', message: hidden(action, call), status: 400 })
}

/** Whether or not the alias is there. Recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms/rotation.json). */
const aliasNotSupported: AwsError = {
  code: 'InvalidArnException',
  message: 'Key Aliases are not supported for this operation.',
  status: 400,
}

/** KMS has no unsigned requests. */
export function scopeOf({ caller, region, now }: Call): KeyScope {
  if (caller.account === undefined) throw new Error('internal error: a caller of KMS without account')
  return { account: caller.account, region, now }
}
