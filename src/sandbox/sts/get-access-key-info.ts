import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '@aws-sdk/client-sts'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { accountOfAccessKey } from '../unique-id.ts'

/**
 * Tells the account of any access key, whether it is active, deleted or another account's.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export const getAccessKeyInfo: Operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> = {
  requires: () => ok([{ action: 'sts:GetAccessKeyInfo', resource: '*' }]),
  run: ({ AccessKeyId }, _call, { iam, sts }) => {
    const account = (iam.accessKeys.get(AccessKeyId) ?? sts.sessions.get(AccessKeyId))?.account ?? accountOfAccessKey(AccessKeyId)
    // The sentence is inferred: no recorded answer shows one.
    return account === undefined
      ? err({ code: 'ValidationError', message: `Access key ID ${AccessKeyId} is not valid`, status: 400 })
      : ok({ Account: account })
  },
}
