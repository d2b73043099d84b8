import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { invalidInput, noSuchEntity } from './errors.ts'
import type { Subject } from './permission.ts'
import { quotas } from './quotas.ts'
import type { OpenIdConnectProvider } from './store.ts'

export function findProvider(arn: string, call: Call, stores: Stores): Result<OpenIdConnectProvider, AwsError> {
  const provider = callerAccount(call, stores).openIdConnectProviders.get(arn)
  return provider === undefined ? err(noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)) : ok(provider)
}

/** What a permission on it is about. */
export const providerSubject = (arn: string, call: Call, stores: Stores): Subject => ({
  arn,
  tags: callerAccount(call, stores).openIdConnectProviders.get(arn)?.tags,
})

export const checkThumbprints = (thumbprints: readonly string[]): Result<void, AwsError> =>
  thumbprints.length > quotas.thumbprintsPerProvider
    ? err(invalidInput(`Thumbprint list must contain fewer than ${quotas.thumbprintsPerProvider} entries.`))
    : ok(undefined)
