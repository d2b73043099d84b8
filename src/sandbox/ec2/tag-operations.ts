import type { CreateTagsRequest, DeleteTagsRequest, DescribeTagsRequest, DescribeTagsResult, TagDescription } from '@aws-sdk/client-ec2'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { ContextKeys, Operation, Permission } from '../operation.ts'
import { filteredPage } from './describe.ts'
import { dryRun, ec2Error, kindOfId, notFound } from './errors.ts'
import type { Kind } from './kinds.ts'
import { ec2Operation, permissionOn } from './operation.ts'
import { parseTags, tagLimit } from './tags.ts'
import { World } from './world.ts'

interface Placed {
  readonly kind: Kind
  readonly id: string
}

function place(ids: readonly string[]): Result<readonly Placed[], AwsError> {
  const placed = ids.map((id) => ({ id, kind: kindOfId(id) }))
  const unknown = placed.find(({ kind }) => kind === undefined)
  if (unknown !== undefined) return err(ec2Error('InvalidID', `The ID '${unknown.id}' is not valid`))
  return ok(placed.flatMap(({ id, kind }) => (kind === undefined ? [] : [{ id, kind }])))
}

/** Of each resource by itself: what is not the caller's own cannot be tagged. */
function permissionsOn(action: string, placed: readonly Placed[], tags: ReadonlyMap<string, string>, world: World): readonly Permission[] {
  const keys: ContextKeys = {}
  return placed.map(({ kind, id }) => ({ ...permissionOn(action, kind, id, world, keys), requestTags: tags }))
}

function findOwn({ kind, id }: Placed, world: World) {
  const found = world.get(kind, id)
  return found === undefined || (found.account !== world.account && kind !== 'vpc-peering-connection') ? err(notFound(kind, id)) : ok(found)
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
export const createTags: Operation<CreateTagsRequest, object> = {
  requires: ({ Resources, Tags }, call, stores) => {
    const placed = place(Resources)
    if (!placed.ok) return placed
    const tags = parseTags(Tags)
    return tags.ok ? ok(permissionsOn('ec2:CreateTags', placed.value, tags.value, new World(call, stores))) : tags
  },
  run: ({ Resources, Tags, DryRun }, call, stores) => {
    const world = new World(call, stores)
    const placed = place(Resources)
    const tags = parseTags(Tags)
    if (!placed.ok) return placed
    if (!tags.ok) return tags
    if (DryRun === true) return err(dryRun)
    const found = placed.value.map((each) => findOwn(each, world))
    for (const each of found) {
      if (!each.ok) return each
      if (new Set([...each.value.tags.keys(), ...tags.value.keys()]).size > 50) return err(tagLimit)
    }
    for (const each of found) if (each.ok) for (const [key, value] of tags.value) each.value.tags.set(key, value)
    return ok({})
  },
}

/** A tag without a value goes whatever its value, one with a value only where it has that; none at all: every tag goes. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html */
export const deleteTags: Operation<DeleteTagsRequest, object> = {
  requires: ({ Resources, Tags = [] }, call, stores) => {
    const placed = place(Resources)
    const tags = new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
    return placed.ok ? ok(permissionsOn('ec2:DeleteTags', placed.value, tags, new World(call, stores))) : placed
  },
  run: ({ Resources, Tags, DryRun }, call, stores) => {
    const world = new World(call, stores)
    const placed = place(Resources)
    if (!placed.ok) return placed
    if (DryRun === true) return err(dryRun)
    const found = placed.value.map((each) => findOwn(each, world))
    for (const each of found) if (!each.ok) return each
    for (const each of found) {
      if (!each.ok) continue
      const { tags } = each.value
      if (Tags === undefined) tags.clear()
      for (const { Key = '', Value } of Tags ?? []) if (Value === undefined || tags.get(Key) === Value) tags.delete(Key)
    }
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html */
export const describeTags = ec2Operation<DescribeTagsRequest, DescribeTagsResult>({
  run: (input, world) => {
    const kinds = Object.keys(world.store.held) as Kind[]
    const all = kinds.flatMap((kind) =>
      world
        .of(kind)
        .filter(({ account }) => account === world.account)
        .flatMap(({ id, tags }) => [...tags].map(([Key, Value]) => ({ ResourceId: id, ResourceType: kind, Key, Value }))),
    )
    const filters = {
      key: ({ Key }: TagDescription) => Key,
      'resource-id': ({ ResourceId }: TagDescription) => ResourceId,
      'resource-type': ({ ResourceType }: TagDescription) => ResourceType,
      value: ({ Value }: TagDescription) => Value,
      'tag-key': ({ Key }: TagDescription) => Key,
    }
    return filteredPage<TagDescription, DescribeTagsResult>(all, input, filters, (Tags, page) => ({ Tags, ...page }))
  },
})
