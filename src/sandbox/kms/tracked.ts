import type { KeyLastUsageTrackingOperation } from '@aws-sdk/client-kms'
import type { Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { noteUse } from './last-use.ts'
import type { OperationOf } from './on-key.ts'

/** The keys that an operation has used. */
type Keys = Readonly<Partial<Record<'KeyId' | 'SourceKeyId', string | undefined>>>

/** An operation that counts as use of the keys that its answer names. @see https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-keys-determining-usage.html#tracked-crypto-operations */
export const tracked = <Input, Output extends Keys>(
  name: KeyLastUsageTrackingOperation,
  { requires, run }: OperationOf<Input, Output>,
): OperationOf<Input, Output> => ({
  requires,
  run: (input, call, stores) => {
    const note = (answer: Result<Output, AwsError>): Result<Output, AwsError> => {
      for (const arn of answer.ok ? [answer.value.KeyId, answer.value.SourceKeyId] : []) {
        const key = arn === undefined ? undefined : stores.kms.keys.get(arn)
        if (key !== undefined) noteUse(key, name, call)
      }
      return answer
    }
    const answer = run(input, call, stores)
    return answer instanceof Promise ? answer.then(note) : note(answer)
  },
})
