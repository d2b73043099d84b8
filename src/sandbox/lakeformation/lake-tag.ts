import type { LFTag, LFTagPair } from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Call, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, lakeError } from './errors.ts'
import { heldOn, holds, needsNoGrant } from './held.ts'
import type { LakePermission } from './need.ts'
import type { TagValues } from './store.ts'
import type { TagMap } from './tagged.ts'

/** Keys and values are kept in small letters. @see https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-creating-tags.html */
export const inSmall = (text: string): string => text.toLowerCase()

/** In the words that moto's suite, which is run against AWS, expects (tests/test_lakeformation/test_resource_tags_integration.py). */
export const noTag = lakeError('EntityNotFoundException', 'Tag or tag value does not exist.')

/** A key and values of a request, where the tag is defined and may have them; `*` stands for all. */
export function findValues(key: string, values: readonly string[], place: CatalogPlace, { lakeformation }: Stores): TagValues | undefined {
  const tag = lakeformation.tag(place, inSmall(key))
  const wanted = [...new Set(values.map(inSmall))].sort()
  return tag !== undefined && wanted.every((value) => value === '*' || tag.values.includes(value))
    ? { key: tag.key, values: wanted }
    : undefined
}

/** Tags with the values that something must have, in the order of their keys. The words of a refusal are inferred. */
export function parseExpression(
  sent: readonly Parsed<LFTag>[],
  place: CatalogPlace,
  stores: Stores,
): Result<readonly TagValues[], AwsError> {
  if (sent.length === 0) return err(invalidInput('Expression is required.'))
  const found = sent.map(({ TagKey, TagValues: values }) => findValues(TagKey, values, place, stores))
  const expression = found.filter((each) => each !== undefined).toSorted((one, other) => (one.key < other.key ? -1 : 1))
  return expression.length === found.length ? ok(expression) : err(noTag)
}

export const expressionOutput = (expression: readonly TagValues[]): LFTag[] =>
  expression.map(({ key, values }) => ({ TagKey: key, TagValues: [...values] }))

/**
 * Whether the caller has a permission on a tag with this value: as an administrator of the data lake, as who defined it, or by a grant.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-granting-tags.html
 */
export function holdsTag(
  permission: LakePermission,
  key: string,
  value: string | undefined,
  place: CatalogPlace,
  call: Call,
  stores: Stores,
): boolean {
  if (needsNoGrant(permission, place, call, stores)) return true
  if (holds(heldOn({ kind: 'lfTag', key, values: ['*'] }, place, stores), permission, call)) return true
  return stores.lakeformation
    .grantsIn(place)
    .some(
      (grant) =>
        grant.on.kind === 'lfTag' &&
        grant.on.key === key &&
        (value === undefined || grant.on.values.includes('*') || grant.on.values.includes(value)) &&
        holds([grant], permission, call),
    )
}

export const pairOf = ({ catalog }: CatalogPlace, key: string, values: readonly string[]): LFTagPair => ({
  CatalogId: catalog,
  TagKey: key,
  TagValues: [...values],
})

/** Undefined for none. */
export const pairsOf = (place: CatalogPlace, tags: TagMap): LFTagPair[] | undefined =>
  tags.size === 0 ? undefined : [...tags].map(([key, value]) => pairOf(place, key, [value]))
