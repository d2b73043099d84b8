import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import { type BucketInput, findBucket } from './find-bucket.ts'

/** An `Operation` whose input is known as parsed. */
export interface OperationOf<Input, Output extends object> {
  readonly requires: (input: Input, call: Call, stores: Stores) => Result<readonly Permission[], AwsError>
  readonly run: (input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
  readonly status?: (output: Output) => number
}

interface BucketOperation<Input, Output> {
  readonly action: string
  /** Condition keys that the operation supplies. */
  readonly context?: (input: Input, bucket: Bucket) => ContextKeys
  /** Where it is not the model's. */
  readonly status?: number
  readonly run: (bucket: Bucket, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

/** An operation on one bucket that needs one permission on it. */
export const onBucket = <Input extends BucketInput, Output extends object>(
  operation: BucketOperation<Input, Output>,
): OperationOf<Input, Output> => ({
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const context = operation.context?.(input, bucket.value) ?? {}
    return ok([bucketPermission({ action: operation.action, bucket: bucket.value, context }, call, stores)])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    return bucket.ok ? operation.run(bucket.value, input, call, stores) : bucket
  },
  ...statusOf(operation),
})

/** Where it is not the model's. */
export const statusOf = ({ status }: { readonly status?: number }): { readonly status?: () => number } =>
  status === undefined ? {} : { status: () => status }
