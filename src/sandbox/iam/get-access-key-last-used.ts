import type { GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation } from '../operation.ts'
import { notAuthorized } from './errors.ts'
import { permission } from './permission.ts'
import { selfSubject } from './self.ts'

/** A key that does not exist cannot be told from one of another account. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
export const getAccessKeyLastUsed: Operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse> = {
  requires: ({ AccessKeyId }, call, stores) => {
    const key = stores.iam.accessKeys.get(AccessKeyId)
    if (key === undefined || key.account !== call.caller.account) return err(unknownKey(AccessKeyId, call))
    const owner = key.userName === undefined ? ({ type: 'root' } as const) : ({ type: 'user', name: key.userName } as const)
    return ok([permission('iam:GetAccessKeyLastUsed', selfSubject(owner, call, stores))])
  },
  run: ({ AccessKeyId }, call, { iam }) => {
    const key = iam.accessKeys.get(AccessKeyId)
    if (key === undefined) return err(unknownKey(AccessKeyId, call))
    const { date, service = 'N/A', region = 'N/A' } = key.lastUsed ?? {}
    return ok({ UserName: key.userName, AccessKeyLastUsed: { LastUsedDate: date, ServiceName: service, Region: region } })
  },
}

/** Without the colon after `perform`: so it was recorded. */
const unknownKey = (accessKeyId: string, call: Call): AwsError =>
  notAuthorized('perform iam:GetAccessKeyLastUsed', `access key ${accessKeyId}`, call)
