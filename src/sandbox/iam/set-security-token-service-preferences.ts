import type { SetSecurityTokenServicePreferencesRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { permission } from './permission.ts'

/** Said again in the summary of the account. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetSecurityTokenServicePreferences.html */
export const setSecurityTokenServicePreferences: Operation<SetSecurityTokenServicePreferencesRequest, object> = {
  requires: () => ok([permission('iam:SetSecurityTokenServicePreferences', { arn: '*' })]),
  run: ({ GlobalEndpointTokenVersion: version }, call, stores) => {
    callerAccount(call, stores).globalEndpointTokens = version
    return ok({})
  },
}
