import type { GetKeyLastUsageRequest, GetKeyLastUsageResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { eventOf } from './last-use.ts'
import { onKey } from './on-key.ts'

/** A key is tracked from its first day, and without delay. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html */
export const getKeyLastUsage: Operation<GetKeyLastUsageRequest, GetKeyLastUsageResponse> = onKey({
  action: 'kms:GetKeyLastUsage',
  run: ({ key: { id, creationDate, lastUsed } }) =>
    ok({
      KeyId: id,
      KeyCreationDate: creationDate,
      TrackingStartDate: creationDate,
      KeyLastUsage:
        lastUsed === undefined
          ? {}
          : {
              Operation: lastUsed.operation,
              Timestamp: lastUsed.date,
              KmsRequestId: lastUsed.requestId,
              CloudTrailEventId: eventOf(lastUsed.requestId),
            },
    }),
})
