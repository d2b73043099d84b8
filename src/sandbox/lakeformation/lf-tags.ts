import type {
  CreateLFTagRequest,
  DeleteLFTagRequest,
  GetLFTagRequest,
  GetLFTagResponse,
  ListLFTagsRequest,
  ListLFTagsResponse,
  UpdateLFTagRequest,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { identityArn } from '../glue/identity-arn.ts'
import { pageOf } from '../glue/page.ts'
import { type CatalogPlace, placeKey } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, lakeError } from './errors.ts'
import { heldOn, holds, isAdministrator } from './held.ts'
import { holdsTag, inSmall, noTag, pairOf } from './lake-tag.ts'
import type { LakePermission } from './need.ts'
import { onLake } from './on-lake.ts'
import { names } from './refuse-need.ts'
import { type GrantedResource, type LakeTag, tagKey } from './store.ts'

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_LFTag.html */
const mostValues = 1000

/** The words are inferred from those for other things. */
export const insufficient = (permission: LakePermission, on: string): AwsError =>
  lakeError('AccessDeniedException', `Insufficient Lake Formation permission(s): Required ${names[permission]} on ${on}`)

/** By administrators of the data lake, and whom they let. @see https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-adding-tag-creator.html */
export const createLfTag: Operation<CreateLFTagRequest, object> = onLake(
  'lakeformation:CreateLFTag',
  (place, input: Parsed<CreateLFTagRequest>, call, stores) => {
    const mayCreate = isAdministrator(place, call, stores) || holds(heldOn({ kind: 'catalog' }, place, stores), 'CREATE_LF_TAG', call)
    if (!mayCreate) return err(insufficient('CREATE_LF_TAG', 'Catalog'))
    const key = inSmall(input.TagKey)
    // The words are inferred.
    if (stores.lakeformation.tag(place, key) !== undefined) return err(lakeError('AlreadyExistsException', 'Tag already exists.'))
    save({ ...place, key, values: distinct(input.TagValues), creator: identityArn(call) }, stores)
    return ok({})
  },
)

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values.map(inSmall))]

function save(tag: LakeTag, { lakeformation }: Stores): void {
  lakeformation.tags.set(tagKey(tag, tag.key), tag)
}

function find(sent: string, permission: LakePermission, place: CatalogPlace, call: Call, stores: Stores): Result<LakeTag, AwsError> {
  const tag = stores.lakeformation.tag(place, inSmall(sent))
  if (tag === undefined) return err(noTag)
  return holdsTag(permission, tag.key, undefined, place, call, stores) ? ok(tag) : err(insufficient(permission, tag.key))
}

/** Administrators see all values, others those that they may see or assign. @see https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-listing-tags.html */
const visible = ({ key, values }: LakeTag, place: CatalogPlace, call: Call, stores: Stores): readonly string[] =>
  values.filter((value) => holdsTag('DESCRIBE', key, value, place, call, stores))

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetLFTag.html */
export const getLfTag: Operation<GetLFTagRequest, GetLFTagResponse> = onLake(
  'lakeformation:GetLFTag',
  (place, { TagKey }: Parsed<GetLFTagRequest>, call, stores) => {
    const tag = find(TagKey, 'DESCRIBE', place, call, stores)
    return tag.ok ? ok(pairOf(place, tag.value.key, visible(tag.value, place, call, stores))) : tag
  },
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListLFTags.html */
export const listLfTags: Operation<ListLFTagsRequest, ListLFTagsResponse> = onLake(
  'lakeformation:ListLFTags',
  (place, input: Parsed<ListLFTagsRequest>, call, stores) => {
    const seen = stores.lakeformation
      .tagsIn(place)
      .map(({ key, ...tag }) => pairOf(place, key, visible({ key, ...tag }, place, call, stores)))
    const page = pageOf(
      seen.filter(({ TagValues = [] }) => TagValues.length > 0),
      input,
    )
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ LFTags: items, ...next })
  },
)

/** Values that something carries stay. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateLFTag.html */
export const updateLfTag: Operation<UpdateLFTagRequest, object> = onLake(
  'lakeformation:UpdateLFTag',
  (place, input: Parsed<UpdateLFTagRequest>, call, stores) => {
    const tag = find(input.TagKey, 'ALTER', place, call, stores)
    if (!tag.ok) return tag
    const removed = distinct(input.TagValuesToDelete ?? [])
    if (removed.some((value) => isCarried(tag.value, value, stores))) return err(invalidInput('Update not allowed'))
    const left = tag.value.values.filter((value) => !removed.includes(value))
    const values = distinct([...left, ...(input.TagValuesToAdd ?? [])])
    // The words are inferred.
    if (values.length > mostValues) return err(lakeError('ResourceNumberLimitExceededException', 'Too many values of a tag.'))
    save({ ...tag.value, values }, stores)
    return ok({})
  },
)

const isCarried = ({ key, ...place }: LakeTag, value: string, { lakeformation }: Stores): boolean =>
  [...lakeformation.assigned.values()].some(
    (assigned) => placeKey(assigned) === placeKey(place) && assigned.tags.some(([name, carried]) => name === key && carried === value),
  )

/** Goes from all that carries it, and with the grants on it. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeleteLFTag.html */
export const deleteLfTag: Operation<DeleteLFTagRequest, object> = onLake(
  'lakeformation:DeleteLFTag',
  (place, { TagKey }: Parsed<DeleteLFTagRequest>, call, stores) => {
    const tag = find(TagKey, 'DROP', place, call, stores)
    if (!tag.ok) return tag
    const { key } = tag.value
    const { tags, assigned, grants } = stores.lakeformation
    tags.delete(tagKey(place, key))
    for (const [id, carrier] of assigned) {
      if (placeKey(carrier) !== placeKey(place)) continue
      const left = carrier.tags.filter(([name]) => name !== key)
      if (left.length === 0) assigned.delete(id)
      else if (left.length < carrier.tags.length) assigned.set(id, { ...carrier, tags: left })
    }
    for (const [id, grant] of grants) if (placeKey(grant) === placeKey(place) && speaksOf(grant.on, key)) grants.delete(id)
    return ok({})
  },
)

const speaksOf = (on: GrantedResource, key: string): boolean =>
  (on.kind === 'lfTag' && on.key === key) || (on.kind === 'lfTagPolicy' && on.expression.some((each) => each.key === key))
