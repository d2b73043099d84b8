import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import type { DeleteMarker } from './object-version.ts'

export const noSuchKey = (key: string): AwsError => ({
  code: 'NoSuchKey',
  message: 'The specified key does not exist.',
  status: 404,
  fields: { Key: key },
})

export const noSuchVersion = (key: string, versionId: string): AwsError => ({
  code: 'NoSuchVersion',
  message: 'The specified version does not exist.',
  status: 404,
  fields: { Key: key, VersionId: versionId },
})

export const invalidVersionId = (versionId: string): AwsError => ({
  code: 'InvalidArgument',
  message: 'Invalid version id specified',
  status: 400,
  fields: { ArgumentName: 'versionId', ArgumentValue: versionId },
})

/**
 * The answer when there is nothing under the key: that it is missing learns only who may list the bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function refuseMissing(bucket: Bucket, error: AwsError, call: Call, stores: Stores): AwsError {
  const listing = call.permits(bucketPermission({ action: 's3:ListBucket', bucket }, call, stores))
  return listing.ok ? error : listing.error
}

/** The headers by which an error says that a delete marker stands there. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html */
export const deleteMarkerHeaders = ({ versionId }: DeleteMarker): Record<string, string> => ({
  'x-amz-delete-marker': 'true',
  'x-amz-version-id': versionId,
})

/** The answer to a request that names a delete marker by its version id. */
export const refuseDeleteMarker = (marker: DeleteMarker, method: string): AwsError => ({
  code: 'MethodNotAllowed',
  message: 'The specified method is not allowed against this resource.',
  status: 405,
  fields: { Method: method, ResourceType: 'DeleteMarker' },
  headers: { ...deleteMarkerHeaders(marker), Allow: 'DELETE', 'Last-Modified': marker.lastModified.toUTCString() },
})
