import type { GetServiceLinkedRoleDeletionStatusRequest, GetServiceLinkedRoleDeletionStatusResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import { permission } from './permission.ts'

/** The words of the refusal are inferred. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html */
export const getServiceLinkedRoleDeletionStatus: Operation<
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse
> = {
  requires: ({ DeletionTaskId }, call, stores) => {
    const role = DeletionTaskId.replace(/^task\//, '').replace(/\/[^/]*$/, '')
    const arn = `arn:aws:iam::${callerAccount(call, stores).id}:role/${role}`
    return ok([permission('iam:GetServiceLinkedRoleDeletionStatus', { arn })])
  },
  run: ({ DeletionTaskId }, call, stores) =>
    callerAccount(call, stores).deletionTasks.has(DeletionTaskId)
      ? ok({ Status: 'SUCCEEDED' })
      : err(noSuchEntity(`Deletion task ${DeletionTaskId} cannot be found.`)),
}
