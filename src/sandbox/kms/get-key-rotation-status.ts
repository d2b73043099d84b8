import type { GetKeyRotationStatusRequest, GetKeyRotationStatusResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import type { Key } from './key.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
export const getKeyRotationStatus: Operation<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> = onKey({
  action: 'kms:GetKeyRotationStatus',
  run: ({ key }, _input, call) => ok({ KeyId: key.arn, ...statusOf(key, call.now) }),
})

type RotationStatus = Pick<GetKeyRotationStatusResponse, 'KeyRotationEnabled' | 'RotationPeriodInDays' | 'NextRotationDate'>

/** While a key waits to be deleted, its status is false. */
function statusOf({ rotation, state }: Key, now: Date): RotationStatus {
  if (rotation === undefined || state === 'PendingDeletion') return { KeyRotationEnabled: false }
  const { periodInDays, enabledAt } = rotation
  return { KeyRotationEnabled: true, RotationPeriodInDays: periodInDays, NextRotationDate: nextRotation(enabledAt, periodInDays, now) }
}

function nextRotation(enabledAt: Date, periodInDays: number, now: Date): Date {
  const period = periodInDays * 86_400_000
  const passed = Math.floor((now.getTime() - enabledAt.getTime()) / period)
  return new Date(enabledAt.getTime() + (passed + 1) * period)
}
