import type { ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { type Key, multiRegionType } from './key.ts'
import { refuseAwsManaged, refusePendingDeletion } from './key-state.ts'
import { onKey } from './on-key.ts'

type Input = Parsed<ScheduleKeyDeletionRequest>

const windowOf = ({ PendingWindowInDays: days = 30 }: Input): number => days

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const scheduleKeyDeletion: Operation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse> = onKey({
  action: 'kms:ScheduleKeyDeletion',
  use: (input: Input) => ({ context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(windowOf(input)) } }),
  run: ({ key }, input, call, { kms }) => {
    const days = windowOf(input)
    const refused = refuseAwsManaged(key) ?? refusePendingDeletion(key) ?? refuseWindow(days)
    if (refused !== undefined) return err(refused)
    if (multiRegionType(key) === 'PRIMARY' && kms.related(key, call.now).length > 1) return ok(waitForReplicas(key, days, call.now))
    const date = new Date(call.now.getTime() + days * 86_400_000)
    key.state = 'PendingDeletion'
    key.deletion = { date, windowInDays: days }
    return ok({ KeyId: key.arn, DeletionDate: date, KeyState: key.state, PendingWindowInDays: days })
  },
})

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-mrks.html */
function waitForReplicas(key: Key, days: number, now: Date): ScheduleKeyDeletionResponse {
  key.state = 'PendingReplicaDeletion'
  key.replicaDeletion = { scheduledAt: now, windowInDays: days }
  return { KeyId: key.arn, KeyState: key.state, PendingWindowInDays: days }
}

/** The model allows 1 to 365, the service 7 to 30; the sentence is inferred. */
const refuseWindow = (days: number) =>
  days >= 7 && days <= 30
    ? undefined
    : { code: 'ValidationException', message: 'PendingWindowInDays must be between 7 and 30, inclusive.', status: 400 }
