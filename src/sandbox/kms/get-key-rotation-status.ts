import type { GetKeyRotationStatusRequest, GetKeyRotationStatusResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import type { Key } from './key.ts'
import { onKey } from './on-key.ts'

/** While a key waits to be deleted, its status is false. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
export const getKeyRotationStatus: Operation<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> = onKey({
  action: 'kms:GetKeyRotationStatus',
  run: ({ key }, _input, call) => {
    if (key.state === 'PendingDeletion') return ok({ KeyId: key.arn, KeyRotationEnabled: false })
    return ok({ KeyId: key.arn, KeyRotationEnabled: key.rotation !== undefined, ...schedule(key, call.now) })
  },
})

function schedule({ rotation }: Key, now: Date): Pick<GetKeyRotationStatusResponse, 'RotationPeriodInDays' | 'NextRotationDate'> {
  if (rotation === undefined) return {}
  const { periodInDays, enabledAt } = rotation
  return { RotationPeriodInDays: periodInDays, NextRotationDate: nextRotation(enabledAt, periodInDays, now) }
}

function nextRotation(enabledAt: Date, periodInDays: number, now: Date): Date {
  const period = periodInDays * 86_400_000
  const passed = Math.floor((now.getTime() - enabledAt.getTime()) / period)
  return new Date(enabledAt.getTime() + (passed + 1) * period)
}
