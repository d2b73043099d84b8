import type { SearchTablesRequest, SearchTablesResponse } from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { isGranted } from '../lakeformation/refuse-need.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { glueError } from './errors.ts'
import { onCatalog } from './on-catalog.ts'
import { pageOf } from './page.ts'
import type { CatalogPlace, CatalogTable } from './store.ts'
import { tableOutput } from './table-entry.ts'

type Input = Parsed<SearchTablesRequest>

/** Of all databases, what Lake Formation lets the caller see. @see https://docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html */
export const searchTables: Operation<SearchTablesRequest, SearchTablesResponse> = onCatalog({
  action: 'glue:SearchTables',
  on: () => ({ database: '*', tables: ['*'] }),
  run: (place, input: Input, call, stores) => {
    const sorted = sort(matching(input, seen(place, call, stores)), input)
    if (!sorted.ok) return sorted
    const page = pageOf(sorted.value, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ TableList: items.map((table) => tableOutput(table, call, stores)), ...next })
  },
})

/** Nothing is shared with an account here, so FOREIGN finds nothing. */
const matching = ({ Filters = [], SearchText: text = '', ResourceShareType: share }: Input, tables: readonly CatalogTable[]) =>
  share === 'FOREIGN' ? [] : tables.filter((table) => Filters.every((filter) => passes(filter, table)) && hasText(table, text))

const seen = (place: CatalogPlace, call: Call, stores: Stores): readonly CatalogTable[] =>
  stores.glue
    .databasesOf(place)
    .flatMap((database) => stores.glue.tablesOf(database))
    .filter(({ database, name }) => isGranted({ permission: 'DESCRIBE', on: 'table', database, table: name }, place, call, stores))

/** What a filter or an order can be about; of a key that is none of these, the table's parameter. */
function propertyOf({ name, database, input, createTime, updateTime }: CatalogTable, key: string): string | Date | undefined {
  switch (key.toLowerCase()) {
    case 'name':
      return name
    case 'databasename':
      return database
    case 'description':
      return input.Description
    case 'owner':
      return input.Owner
    case 'tabletype':
      return input.TableType
    case 'createtime':
      return createTime
    case 'updatetime':
      return updateTime
    default:
      return input.Parameters?.[key]
  }
}

type Filter = NonNullable<Input['Filters']>[number]

/** Times are compared, texts are the same whatever their case. @see https://docs.aws.amazon.com/glue/latest/webapi/API_PropertyPredicate.html */
function passes({ Key: key = '', Value: wanted = '', Comparator = 'EQUALS' }: Filter, table: CatalogTable): boolean {
  const value = propertyOf(table, key)
  if (value === undefined) return false
  if (!(value instanceof Date)) return value.toLowerCase() === wanted.toLowerCase()
  const order = value.getTime() - Date.parse(wanted)
  switch (Comparator) {
    case 'GREATER_THAN':
      return order > 0
    case 'GREATER_THAN_EQUALS':
      return order >= 0
    case 'LESS_THAN':
      return order < 0
    case 'LESS_THAN_EQUALS':
      return order <= 0
    default:
      return order === 0
  }
}

/** Words count each; text in quotes is a whole name or value. Columns are searched too. */
function hasText(table: CatalogTable, text: string): boolean {
  const { input } = table
  const columns = [...(input.StorageDescriptor?.Columns ?? []), ...(input.PartitionKeys ?? [])]
  const texts = [table.name, table.database, input.Description ?? '', input.Owner ?? '']
    .concat(columns.flatMap(({ Name, Comment }) => [Name, Comment ?? '']))
    .concat(Object.entries(input.Parameters ?? {}).flat())
    .map((each) => each.toLowerCase())
  const exact = /^"(.*)"$/.exec(text.trim())?.[1]?.toLowerCase()
  if (exact !== undefined) return texts.includes(exact)
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => texts.some((each) => each.includes(word)))
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_SortCriterion.html */
function sort(tables: readonly CatalogTable[], { SortCriteria: [criterion] = [] }: Input): Result<readonly CatalogTable[], AwsError> {
  if (criterion === undefined) return ok(tables)
  const { FieldName: field = 'Name', Sort: direction } = criterion
  // The words are inferred.
  if (!/^(?:name|databasename|description|owner|tabletype|createtime|updatetime)$/i.test(field))
    return err(glueError('InvalidInputException', `Tables cannot be sorted by ${field}.`))
  const sign = direction === 'DESC' ? -1 : 1
  return ok(tables.toSorted((one, other) => sign * compare(propertyOf(one, field), propertyOf(other, field))))
}

function compare(one: string | Date | undefined, other: string | Date | undefined): number {
  const [left, right] = [one ?? '', other ?? '']
  return left < right ? -1 : left > right ? 1 : 0
}
