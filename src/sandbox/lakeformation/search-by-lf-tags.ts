import type {
  SearchDatabasesByLFTagsRequest,
  SearchDatabasesByLFTagsResponse,
  SearchTablesByLFTagsRequest,
  SearchTablesByLFTagsResponse,
} from '@aws-sdk/client-lakeformation'
import { ok } from '../../base/result.ts'
import { pageOf } from '../glue/page.ts'
import type { Operation, Parsed } from '../operation.ts'
import { databaseCarries, tableCarries } from './held-by-tags.ts'
import { pairsOf, parseExpression } from './lake-tag.ts'
import { onLake } from './on-lake.ts'
import { isGranted } from './refuse-need.ts'
import { columnsOf, tagsOfColumn, tagsOfDatabase, tagsOfTable } from './tagged.ts'

/** That others than administrators find what they may describe is inferred. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_SearchDatabasesByLFTags.html */
export const searchDatabasesByLfTags: Operation<SearchDatabasesByLFTagsRequest, SearchDatabasesByLFTagsResponse> = onLake(
  'lakeformation:SearchDatabasesByLFTags',
  (place, input: Parsed<SearchDatabasesByLFTagsRequest>, call, stores) => {
    const expression = parseExpression(input.Expression, place, stores)
    if (!expression.ok) return expression
    const found = stores.glue
      .databasesOf(place)
      .filter((database) => databaseCarries(database, expression.value, stores))
      .filter(({ name }) => isGranted({ permission: 'DESCRIBE', on: 'database', database: name }, place, call, stores))
    const page = pageOf(found, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({
      DatabaseList: items.map((database) => ({
        Database: { CatalogId: database.catalog, Name: database.name },
        LFTags: pairsOf(place, tagsOfDatabase(database, stores.lakeformation)) ?? [],
      })),
      ...next,
    })
  },
)

/** As `searchDatabasesByLfTags`; a table is found by its columns too. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_SearchTablesByLFTags.html */
export const searchTablesByLfTags: Operation<SearchTablesByLFTagsRequest, SearchTablesByLFTagsResponse> = onLake(
  'lakeformation:SearchTablesByLFTags',
  (place, input: Parsed<SearchTablesByLFTagsRequest>, call, stores) => {
    const expression = parseExpression(input.Expression, place, stores)
    if (!expression.ok) return expression
    const { glue, lakeformation } = stores
    const found = glue
      .databasesOf(place)
      .flatMap((database) => glue.tablesOf(database).map((table) => ({ database, table })))
      .filter(({ database, table }) => tableCarries(database, table, expression.value, stores))
      .filter(({ table: { database, name } }) =>
        isGranted({ permission: 'DESCRIBE', on: 'table', database, table: name }, place, call, stores),
      )
    const page = pageOf(found, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({
      TableList: items.map(({ database, table }) => ({
        Table: { CatalogId: table.catalog, DatabaseName: table.database, Name: table.name },
        LFTagOnDatabase: pairsOf(place, tagsOfDatabase(database, lakeformation)),
        LFTagsOnTable: pairsOf(place, tagsOfTable(database, table, lakeformation)),
        LFTagsOnColumns: columnsOf(table).map((Name) => ({
          Name,
          LFTags: pairsOf(place, tagsOfColumn(database, table, Name, lakeformation)),
        })),
      })),
      ...next,
    })
  },
)
