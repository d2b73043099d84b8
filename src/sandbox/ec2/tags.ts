import type { Tag, TagSpecification } from '@aws-sdk/client-ec2'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import { ec2Error, invalidParameterValue } from './errors.ts'
import type { Kind } from './kinds.ts'

type Tags = ReadonlyMap<string, string>

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const mostTags = 50

/** The tags of a request for one kind of resource; the sentences of the refusals are inferred. */
export function parseTags(tags: readonly Parsed<Tag>[] = []): Result<Tags, AwsError> {
  const read = new Map<string, string>()
  for (const { Key = '', Value = '' } of tags) {
    if (read.has(Key)) return err(invalidParameterValue(`Duplicate tag key '${Key}' specified.`))
    if (/^aws:/i.test(Key)) return err(invalidParameterValue("Tag keys starting with 'aws:' are reserved for internal use"))
    if (Key === '' || Key.length > 127) return err(invalidParameterValue('Tag key exceeds the maximum length of 127 characters'))
    if (Value.length > 255) return err(invalidParameterValue('Tag value exceeds the maximum length of 255 characters'))
    read.set(Key, Value)
  }
  return read.size > mostTags ? err(tagLimit) : ok(read)
}

export const tagLimit = ec2Error('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.')

/** The tags that `TagSpecifications` gives to what is created. */
export function tagsFor(kind: Kind, specifications: readonly Parsed<TagSpecification>[] = []): Result<Tags, AwsError> {
  const wrong = specifications.find(({ ResourceType }) => ResourceType !== kind)
  if (wrong !== undefined) {
    return err(invalidParameterValue(`'${wrong.ResourceType ?? ''}' is not a valid taggable resource type for this operation.`))
  }
  return parseTags(specifications.flatMap(({ Tags: tags = [] }) => tags))
}

export const formatTags = (tags: Tags): { Key: string; Value: string }[] => [...tags].map(([Key, Value]) => ({ Key, Value }))
