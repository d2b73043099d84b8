import type { DeleteObjectTaggingOutput, DeleteObjectTaggingRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onObject } from './on-object.ts'
import { changeVersion, versionIdOutput } from './versions.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging: Operation<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput> = onObject({
  action: 's3:DeleteObjectTagging',
  hasVersionAction: true,
  refusesMarkers: true,
  run: ({ bucket, object }) => {
    changeVersion(bucket, object, { tags: new Map() })
    return ok({ VersionId: versionIdOutput(bucket, object) })
  },
})
