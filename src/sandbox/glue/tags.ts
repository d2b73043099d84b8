import type { GetTagsRequest, GetTagsResponse, TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import { parseArn } from '../../policy/arn.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { glueError } from './errors.ts'

/** Databases and connections have tags; tables have none. @see https://docs.aws.amazon.com/glue/latest/dg/monitor-tags.html */
function permissionOn(action: string, arn: string, stores: Stores, requestTags?: ReadonlyMap<string, string>) {
  const resourceTags = stores.glue.tags.get(arn)
  const permission: Permission = {
    action,
    resource: arn,
    ...(resourceTags === undefined ? {} : { resourceTags }),
    ...(requestTags === undefined ? {} : { requestTags }),
  }
  return ok([permission])
}

/** The words are inferred. */
function isThere(arn: string, { glue }: Stores): Result<void, AwsError> {
  const { account, region, resource = '' } = parseArn(arn) ?? {}
  const [, kind, name] = /^(database|connection)\/(.+)$/.exec(resource) ?? []
  const found = [...(kind === 'connection' ? glue.connections : glue.databases).values()].some(
    (each) => each.name === name && each.catalog === account && each.region === region,
  )
  return found ? ok(undefined) : err(glueError('EntityNotFoundException', `Resource ${arn} not found.`))
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_TagResource.html */
export const tagResource: Operation<TagResourceRequest, object> = {
  requires: ({ ResourceArn, TagsToAdd }, _call, stores) =>
    permissionOn('glue:TagResource', ResourceArn, stores, new Map(Object.entries(TagsToAdd))),
  run: ({ ResourceArn, TagsToAdd }, _call, stores) => {
    const there = isThere(ResourceArn, stores)
    if (!there.ok) return there
    stores.glue.tags.set(ResourceArn, new Map([...(stores.glue.tags.get(ResourceArn) ?? []), ...Object.entries(TagsToAdd)]))
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_UntagResource.html */
export const untagResource: Operation<UntagResourceRequest, object> = {
  requires: ({ ResourceArn }, _call, stores) => permissionOn('glue:UntagResource', ResourceArn, stores),
  run: ({ ResourceArn, TagsToRemove }, _call, stores) => {
    const there = isThere(ResourceArn, stores)
    if (!there.ok) return there
    const kept = [...(stores.glue.tags.get(ResourceArn) ?? [])].filter(([key]) => !TagsToRemove.includes(key))
    stores.glue.tags.set(ResourceArn, new Map(kept))
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTags.html */
export const getTags: Operation<GetTagsRequest, GetTagsResponse> = {
  requires: ({ ResourceArn }, _call, stores) => permissionOn('glue:GetTags', ResourceArn, stores),
  run: ({ ResourceArn }, _call, stores) => {
    const there = isThere(ResourceArn, stores)
    return there.ok ? ok({ Tags: Object.fromEntries(stores.glue.tags.get(ResourceArn) ?? []) }) : there
  },
}
