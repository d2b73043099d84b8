import type { GetObjectTaggingOutput, GetObjectTaggingRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onObject } from './on-object.ts'
import { tagSet } from './tags.ts'
import { versionIdOutput } from './versions.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging: Operation<GetObjectTaggingRequest, GetObjectTaggingOutput> = onObject({
  action: 's3:GetObjectTagging',
  hasVersionAction: true,
  refusesMarkers: true,
  // Recorded from AWS. @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_api.snapshot.json (get-no-key-tags)
  missing: (bucket, key) => `${bucket.name}/${key}`,
  run: ({ bucket, object }, _input, _call, stores) =>
    ok({ TagSet: tagSet(object.tags, stores), VersionId: versionIdOutput(bucket, object) }),
})
