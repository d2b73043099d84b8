import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { ec2Error, invalidParameterValue } from './errors.ts'
import type { Kind, Kinds } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import type { World } from './world.ts'

/** What an item has of each filter: one value, several, or none. */
export type Filters<Item> = Readonly<Record<string, (item: Item) => FilterValue | readonly FilterValue[]>>
export type FilterValue = string | number | boolean | undefined

interface Filter {
  readonly Name?: string | undefined
  readonly Values?: readonly string[] | undefined
}

export interface DescribeInput {
  readonly Filters?: readonly Filter[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

interface Description<Input, Item, Output extends object, K extends Kind> {
  readonly kind: K
  readonly ids: (input: Input, world: World) => readonly string[] | undefined
  readonly item: (resource: Kinds[K], world: World) => Item
  readonly filters: Filters<Item>
  readonly output: (items: Item[], page: NextPage) => Output
  /** Makes what is there without anybody having made it. */
  readonly before?: (world: World) => void
  readonly refuse?: (input: Input, world: World) => AwsError | undefined
  /** Filters, where they are not called so. */
  readonly named?: (input: Input) => DescribeInput['Filters']
  /** The parameter with the ids, where they are asked for all at once or not at all. */
  readonly unpaged?: string
  /** What is asked for in another way than by ids. */
  readonly keep?: (input: Input, item: Item) => boolean
}

/**
 * Recorded from AWS of subnets and security groups (github.com/radkawar/stackd, testdata/aws/ec2/networking.json). The sentence is quoted by clients
 * for VPCs; for the others it is inferred.
 */
const notPaged = (parameter: string): AwsError =>
  ec2Error('InvalidParameterCombination', `The parameter ${parameter} cannot be used with the parameter MaxResults`)

type Tagged = { Tags?: { Key?: string | undefined; Value?: string | undefined }[] | undefined }

/** The operation that lists one kind of resource, by ids, filters and pages. */
export const describe = <Input extends object, Item extends Tagged, Output extends object, K extends Kind>(
  description: Description<Parsed<Input>, Item, Output, K>,
): Operation<Input, Output> =>
  ec2Operation<Input, Output>({
    run: (input, world) => {
      description.before?.(world)
      const refused = description.refuse?.(input, world)
      if (refused !== undefined) return err(refused)
      const ids = description.ids(input, world) ?? []
      const { unpaged } = description
      if (unpaged !== undefined && ids.length > 0 && (input as DescribeInput).MaxResults !== undefined) return err(notPaged(unpaged))
      const found = ids.length > 0 ? world.findAll(description.kind, ids) : ok(world.of(description.kind))
      if (!found.ok) return found
      const all = found.value.map((resource) => description.item(resource, world))
      const items = all.filter((item) => description.keep?.(input, item) ?? true)
      const { Filters = description.named?.(input), ...pages }: DescribeInput = input as DescribeInput
      return filteredPage(items, { ...pages, Filters }, { ...tagFilters, ...description.filters }, description.output)
    },
  })

const tagFilters: Filters<Tagged> = {
  'tag-key': ({ Tags = [] }) => Tags.map(({ Key }) => Key),
  'tag-value': ({ Tags = [] }) => Tags.map(({ Value }) => Value),
}

export interface NextPage {
  readonly NextToken?: string
}

export function filteredPage<Item, Output>(
  items: readonly Item[],
  input: DescribeInput,
  filters: Filters<Item>,
  output: (items: Item[], page: NextPage) => Output,
): Result<Output, AwsError> {
  const kept = applyFilters(items, input.Filters, filters)
  if (!kept.ok) return kept
  const page = pageOf(kept.value, input)
  return page.ok ? ok(output([...page.value.items], page.value.next)) : page
}

/** Values of one filter are alternatives, filters must all hold. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html */
export function applyFilters<Item>(
  items: readonly Item[],
  given: readonly Filter[] = [],
  filters: Filters<Item>,
): Result<readonly Item[], AwsError> {
  let kept = items
  for (const { Name = '', Values = [] } of given) {
    const valuesOf = Name.startsWith('tag:') && Object.hasOwn(filters, 'tag-key') ? tagValue(Name.slice(4)) : filters[Name]
    // The sentence of https://github.com/aws/aws-cli/issues/7225.
    if (valuesOf === undefined || !(Name.startsWith('tag:') || Object.hasOwn(filters, Name)))
      return err(invalidParameterValue(`The filter '${Name}' is invalid`))
    const patterns = Values.map(wildcard)
    kept = kept.filter((item) =>
      [valuesOf(item)].flat().some((value) => value !== undefined && patterns.some((each) => each.test(String(value)))),
    )
  }
  return ok(kept)
}

const tagValue =
  (key: string) =>
  (item: unknown): readonly FilterValue[] =>
    ((item as Tagged).Tags ?? []).filter(({ Key }) => Key === key).map(({ Value }) => Value)

/** `*` stands for any characters, `?` for one, and a backslash makes the next one plain. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|([*?])|[.+^${}()|[\]\\]/gs, (whole, escaped?: string, wild?: string) =>
    escaped !== undefined ? escapeRegExp(escaped) : wild === '*' ? '.*' : wild === '?' ? '.' : escapeRegExp(whole),
  )
  return new RegExp(`^${source}$`, 's')
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination */
const smallestPage = 5
const largestPage = 1000

function pageOf<T>(
  items: readonly T[],
  { MaxResults: size, NextToken: token }: DescribeInput,
): Result<{ readonly items: readonly T[]; readonly next: NextPage }, AwsError> {
  if (size !== undefined && (size < smallestPage || size > largestPage)) return err(pageSize(size))
  const first = token === undefined ? 0 : parseToken(token)
  if (first === undefined) return err(invalidToken(token ?? ''))
  const end = size === undefined ? items.length : first + size
  return ok({ items: items.slice(first, end), next: end < items.length ? { NextToken: formatToken(end) } : {} })
}

/** Recorded from AWS of DescribeSubnets (github.com/radkawar/stackd, testdata/aws/ec2/networking.json). */
const invalidToken = (token: string): AwsError =>
  invalidParameterValue(`Value ( ${token} ) for parameter NextToken is invalid. The token is invalid.`)

const pageSize = (size: number): AwsError =>
  invalidParameterValue(
    size < smallestPage
      ? `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${smallestPage}.`
      : `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value less than or equal to ${largestPage}.`,
  )

const formatToken = (place: number): string => Buffer.from(`from ${place}`).toString('base64')

function parseToken(token: string): number | undefined {
  const [, place] = /^from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  return place === undefined ? undefined : Number(place)
}
