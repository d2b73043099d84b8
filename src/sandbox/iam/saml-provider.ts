import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import type { Subject } from './permission.ts'
import type { SamlProvider } from './store.ts'

export const samlProviderArn = (name: string, call: Call, stores: Stores): string =>
  iamArn(callerAccount(call, stores).id, 'saml-provider', '/', name)

export function findSamlProvider(arn: string, call: Call, stores: Stores): Result<SamlProvider, AwsError> {
  const provider = callerAccount(call, stores).samlProviders.get(arn)
  return provider === undefined ? err(noSuchEntity(`Manifest not found for arn ${arn}`)) : ok(provider)
}

/** What a permission on it is about. */
export const samlProviderSubject = (arn: string, call: Call, stores: Stores): Subject => ({
  arn,
  tags: callerAccount(call, stores).samlProviders.get(arn)?.tags,
})
