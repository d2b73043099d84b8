import type { PutObjectTaggingOutput, PutObjectTaggingRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { tagContext } from './new-object.ts'
import { onObject } from './on-object.ts'
import { parseTags } from './tags.ts'
import { changeVersion, versionIdOutput } from './versions.ts'

type Input = Parsed<PutObjectTaggingRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging: Operation<PutObjectTaggingRequest, PutObjectTaggingOutput> = onObject({
  action: 's3:PutObjectTagging',
  hasVersionAction: true,
  refusesMarkers: true,
  context: (input: Input) => tagContext(new Map(input.Tagging.TagSet.map(({ Key, Value }) => [Key, Value]))),
  run: ({ bucket, object }, input) => {
    const tags = parseTags(input.Tagging.TagSet, 'object')
    if (!tags.ok) return tags
    changeVersion(bucket, object, { tags: tags.value })
    return ok({ VersionId: versionIdOutput(bucket, object) })
  },
})
