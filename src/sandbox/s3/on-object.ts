import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { findBucket } from './find-bucket.ts'
import { findObject, type ObjectInput, versionContext, versionedAction } from './find-object.ts'
import { refuseDeleteMarker } from './missing-object.ts'
import { objectPermission } from './object-permission.ts'
import type { ObjectVersion } from './object-version.ts'
import type { OperationOf } from './on-bucket.ts'
import { type PayerInput, refusePayer } from './requester-pays.ts'
import { findVersion } from './versions.ts'

interface ObjectOperation<Input, Output> {
  /** On the current object; with a version id it is the same with `Version` in its name, unless there is none such. */
  readonly action: string
  readonly hasVersionAction: boolean
  /** Whether a delete marker on top is the wrong kind of resource, not a missing object. */
  readonly refusesMarkers?: true
  /** How the error of a missing object names it; by its key unless given. */
  readonly missing?: (bucket: Bucket, key: string) => string
  readonly context?: (input: Input, call: Call) => ContextKeys
  /** What is wrong with the request itself. */
  readonly refuse?: (input: Input, call: Call) => AwsError | undefined
  readonly run: (found: Found, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

export interface Found {
  readonly bucket: Bucket
  readonly object: ObjectVersion
}

/** An operation on one stored object that needs one permission on it. */
export const onObject = <Input extends ObjectInput & PayerInput, Output extends object>(
  operation: ObjectOperation<Input, Output>,
): OperationOf<Input, Output> => ({
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const refused = refusePayer(bucket.value, input, call) ?? operation.refuse?.(input, call)
    if (refused !== undefined) return err(refused)
    const version = findVersion(bucket.value, input.Key, input.VersionId)
    const action = operation.hasVersionAction ? versionedAction(operation.action, input) : operation.action
    const context = { ...(operation.hasVersionAction ? versionContext(input) : {}), ...operation.context?.(input, call) }
    return ok([objectPermission({ action, bucket: bucket.value, key: input.Key, version, context }, call, stores)])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const version = findVersion(bucket.value, input.Key, input.VersionId)
    if (operation.refusesMarkers === true && version?.deleteMarker === true) return err(refuseDeleteMarker(version, call.method))
    const object = findObject(bucket.value, input, call, stores)
    if (object.ok) return operation.run({ bucket: bucket.value, object: object.value }, input, call, stores)
    const { error } = object
    if (error.code !== 'NoSuchKey' || operation.missing === undefined) return object
    return err({ ...error, fields: { Key: operation.missing(bucket.value, input.Key) } })
  },
})
