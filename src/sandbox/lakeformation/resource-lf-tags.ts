import type {
  AddLFTagsToResourceRequest,
  AddLFTagsToResourceResponse,
  GetResourceLFTagsRequest,
  GetResourceLFTagsResponse,
  LFTagPair,
  RemoveLFTagsFromResourceRequest,
  RemoveLFTagsFromResourceResponse,
  Resource,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { CatalogPlace, CatalogTable, Database } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, notThere } from './errors.ts'
import { heldOn, isAdministrator, mayPassOn } from './held.ts'
import { findValues, holdsTag, noTag, pairOf, pairsOf } from './lake-tag.ts'
import { insufficient } from './lf-tags.ts'
import type { LakePermission, Need } from './need.ts'
import { onLake } from './on-lake.ts'
import { refuseNeeds } from './refuse-need.ts'
import { assignedKey, type LakeFormationStore } from './store.ts'
import { columnsOf, type TagMap, tagsOfColumn, tagsOfDatabase, tagsOfTable } from './tagged.ts'

/** What can carry tags: a database, a table, or columns of one. */
interface Carrier {
  readonly database: Database
  readonly table: CatalogTable | undefined
  readonly columns: readonly string[] | undefined
}

function parseCarrier(resource: Parsed<Resource>, place: CatalogPlace, { glue }: Stores): Result<Carrier, AwsError> {
  const { Database: database, Table: table, TableWithColumns: part } = resource
  const sent = table ?? part
  // The words are inferred.
  if (database === undefined && sent?.Name === undefined) return err(invalidInput('Only databases, tables and columns have LF-Tags.'))
  const around = glue.database(place, database?.Name ?? sent?.DatabaseName ?? '')
  if (around === undefined) return err(notThere)
  if (sent?.Name === undefined) return ok({ database: around, table: undefined, columns: undefined })
  const found = glue.table(place, around.name, sent.Name)
  if (found === undefined) return err(notThere)
  if (part === undefined) return ok({ database: around, table: found, columns: undefined })
  const left = part.ColumnWildcard?.ExcludedColumnNames ?? []
  const columns = part.ColumnNames ?? columnsOf(found).filter((name) => !left.includes(name))
  return columns.every((name) => columnsOf(found).includes(name)) ? ok({ database: around, table: found, columns }) : err(notThere)
}

/** Who assigns tags has everything on the thing and may pass it on. @see https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-assigning-tags.html */
function refuseAssigner({ database, table }: Carrier, place: CatalogPlace, call: Call, stores: Stores): AwsError | undefined {
  const held = heldOn(
    table === undefined
      ? { kind: 'database', database: database.name, id: database.id }
      : { kind: 'table', database: database.name, table: table.name, id: table.id },
    place,
    stores,
  )
  const wanted = table === undefined ? ofDatabase : ofTable
  const mayAssign = isAdministrator(place, call, stores) || mayPassOn(held, wanted, call)
  return mayAssign ? undefined : insufficient('ALTER', (table ?? database).name)
}

const ofDatabase: readonly LakePermission[] = ['ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP']
const ofTable: readonly LakePermission[] = ['ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT']

type Sent = Parsed<Pick<AddLFTagsToResourceRequest, 'Resource' | 'LFTags' | 'CatalogId'>>

/** Each tag on its own, and which of them failed. */
function change(
  { Resource: resource, LFTags }: Sent,
  place: CatalogPlace,
  call: Call,
  stores: Stores,
  apply: (tags: Map<string, string>, key: string, value: string) => boolean,
): Result<AddLFTagsToResourceResponse, AwsError> {
  const carrier = parseCarrier(resource, place, stores)
  if (!carrier.ok) return carrier
  const refused = refuseAssigner(carrier.value, place, call, stores)
  if (refused !== undefined) return err(refused)
  const { database, table, columns = [undefined] } = carrier.value
  const { id } = table ?? database
  const Failures = LFTags.flatMap(({ TagKey, TagValues }) => {
    const found = findValues(TagKey, TagValues, place, stores)
    const value = found?.values[0]
    const error = found === undefined || value === undefined ? noTag : refuseTag(found.key, value, place, call, stores)
    const applied =
      error === undefined && columns.every((column) => applyTo(id, column, found?.key ?? '', value ?? '', place, stores, apply))
    if (applied) return []
    const { code: ErrorCode, message: ErrorMessage } = error ?? noTag
    return [{ LFTag: pairOf(place, TagKey, TagValues), Error: { ErrorCode, ErrorMessage } }]
  })
  return ok({ Failures })
}

const refuseTag = (key: string, value: string, place: CatalogPlace, call: Call, stores: Stores): AwsError | undefined =>
  holdsTag('ASSOCIATE', key, value, place, call, stores) ? undefined : insufficient('ASSOCIATE', key)

function applyTo(
  id: string,
  column: string | undefined,
  key: string,
  value: string,
  place: CatalogPlace,
  { lakeformation }: Stores,
  apply: (tags: Map<string, string>, key: string, value: string) => boolean,
): boolean {
  const tags = new Map(lakeformation.assignedTo(id, column))
  if (!apply(tags, key, value)) return false
  if (tags.size === 0) lakeformation.assigned.delete(assignedKey(id, column))
  else lakeformation.assigned.set(assignedKey(id, column), { ...place, id, column, tags: [...tags] })
  return true
}

/** Something has one value of each tag. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_AddLFTagsToResource.html */
export const addLfTagsToResource: Operation<AddLFTagsToResourceRequest, AddLFTagsToResourceResponse> = onLake(
  'lakeformation:AddLFTagsToResource',
  (place, input: Parsed<AddLFTagsToResourceRequest>, call, stores) =>
    change(input, place, call, stores, (tags, key, value) => tags.set(key, value).size > 0),
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RemoveLFTagsFromResource.html */
export const removeLfTagsFromResource: Operation<RemoveLFTagsFromResourceRequest, RemoveLFTagsFromResourceResponse> = onLake(
  'lakeformation:RemoveLFTagsFromResource',
  (place, input: Parsed<RemoveLFTagsFromResourceRequest>, call, stores) =>
    change(input, place, call, stores, (tags, key, value) => tags.get(key) === value && tags.delete(key)),
)

/** All that something carries, or with `ShowAssignedLFTags` what it does not have from what it stands in. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetResourceLFTags.html */
export const getResourceLfTags: Operation<GetResourceLFTagsRequest, GetResourceLFTagsResponse> = onLake(
  'lakeformation:GetResourceLFTags',
  (place, { Resource: resource, ShowAssignedLFTags: own = false }: Parsed<GetResourceLFTagsRequest>, call, stores) => {
    const carrier = parseCarrier(resource, place, stores)
    if (!carrier.ok) return carrier
    const { database, table, columns } = carrier.value
    const refused = refuseNeeds([describes(carrier.value)], place, call, stores)
    if (refused !== undefined) return err(refused)
    const pairs = (tags: TagMap): LFTagPair[] | undefined => pairsOf(place, tags)
    const { lakeformation } = stores
    if (table === undefined) return ok(some({ LFTagOnDatabase: pairs(tagsOfDatabase(database, lakeformation)) }))
    const onTable = own ? new Map(lakeformation.assignedTo(table.id)) : tagsOfTable(database, table, lakeformation)
    const listed = columns ?? columnsOf(table)
    const LFTagsOnColumns = listed.flatMap((Name) => {
      const LFTags = pairs(tagsOn(carrier.value, table, Name, own || columns === undefined, lakeformation))
      return LFTags === undefined ? [] : [{ Name, LFTags }]
    })
    return ok(
      some({
        LFTagsOnTable: columns === undefined ? pairs(onTable) : undefined,
        LFTagsOnColumns: LFTagsOnColumns.length === 0 ? undefined : LFTagsOnColumns,
      }),
    )
  },
)

const tagsOn = ({ database }: Carrier, table: CatalogTable, column: string, own: boolean, lakeformation: LakeFormationStore): TagMap =>
  own ? new Map(lakeformation.assignedTo(table.id, column)) : tagsOfColumn(database, table, column, lakeformation)

const describes = ({ database, table }: Carrier): Need =>
  table === undefined
    ? { permission: 'DESCRIBE', on: 'database', database: database.name }
    : { permission: 'DESCRIBE', on: 'table', database: database.name, table: table.name }

type Some = { [Name in keyof GetResourceLFTagsResponse]: Exclude<GetResourceLFTagsResponse[Name], undefined> }

/** Without the members that are not there. */
function some({ LFTagOnDatabase, LFTagsOnTable, LFTagsOnColumns }: GetResourceLFTagsResponse): Some {
  return {
    ...(LFTagOnDatabase === undefined ? {} : { LFTagOnDatabase }),
    ...(LFTagsOnTable === undefined ? {} : { LFTagsOnTable }),
    ...(LFTagsOnColumns === undefined ? {} : { LFTagsOnColumns }),
  }
}
