import type { Resource } from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Parsed } from '../parsed.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, notThere } from './errors.ts'
import { tagPermissions } from './held.ts'
import { expressionOutput, findValues, noTag, parseExpression } from './lake-tag.ts'
import type { LakePermission } from './need.ts'
import { filterKey, type GrantedResource } from './store.ts'
import { columnsOf } from './tagged.ts'

/** What can be granted on each kind of thing. @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html */
const permissionsOn: Readonly<Record<GrantedResource['kind'], readonly LakePermission[]>> = {
  catalog: ['CREATE_DATABASE', 'CREATE_LF_TAG', 'CREATE_LF_TAG_EXPRESSION', 'DESCRIBE', 'ALL'],
  database: ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'],
  table: ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
  allTables: ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
  column: ['SELECT'],
  otherColumns: ['SELECT'],
  cells: ['SELECT'],
  location: ['DATA_LOCATION_ACCESS'],
  lfTag: tagPermissions,
  lfTagExpression: ['ALTER', 'DESCRIBE', 'DROP', 'GRANT_WITH_LF_TAG_EXPRESSION'],
  lfTagPolicy: [],
  namedPolicy: [],
}

const permissionsOf = (on: GrantedResource): readonly LakePermission[] =>
  on.kind === 'lfTagPolicy' || on.kind === 'namedPolicy'
    ? permissionsOn[on.type === 'DATABASE' ? 'database' : 'table']
    : permissionsOn[on.kind]

/** The permissions of a request, where they can be had on such a thing: what one request names is of one kind. */
export function parsePermissions(texts: readonly string[], [on]: readonly GrantedResource[]): Result<readonly LakePermission[], AwsError> {
  const possible = on === undefined ? [] : permissionsOf(on)
  const known = texts.map((text) => possible.find((permission) => permission === text))
  const permissions = known.filter((permission) => permission !== undefined)
  // The words are inferred.
  return permissions.length === texts.length ? ok(permissions) : err(invalidInput('Permissions modification is invalid.'))
}

type Found = Result<readonly GrantedResource[], AwsError>

const one = (found: Result<GrantedResource, AwsError>): Found => (found.ok ? ok([found.value]) : found)

/** What a request names, if it is there: one thing, or some columns of a table. */
export function parseResource(resource: Parsed<Resource>, place: CatalogPlace, stores: Stores): Found {
  const { Catalog, Database, Table, TableWithColumns, DataLocation, DataCellsFilter, LFTag, LFTagPolicy, LFTagExpression } = resource
  if (Database !== undefined) return one(named(Database.Name, place, stores))
  if (Table !== undefined) return one(tableOf(Table, place, stores))
  if (TableWithColumns !== undefined) return columnsIn(TableWithColumns, place, stores)
  if (DataLocation !== undefined) return ok([{ kind: 'location', arn: DataLocation.ResourceArn.replace(/\/+$/, '') }])
  if (Catalog !== undefined) return ok([{ kind: 'catalog' }])
  if (DataCellsFilter !== undefined) return one(cellsOf(DataCellsFilter, place, stores))
  if (LFTag !== undefined) return one(tagOf(LFTag, place, stores))
  if (LFTagPolicy !== undefined) return one(policyOf(LFTagPolicy, place, stores))
  if (LFTagExpression !== undefined) return one(expressionOf(LFTagExpression.Name, place, stores))
  return err(noResource)
}

/** In the words that moto took from AWS (moto/lakeformation/models.py). */
export const noResource = invalidInput('Resource must have either the catalog, table or database field populated.')

/** Every column, without exceptions, is the table. */
function columnsIn(
  { DatabaseName, Name, ColumnNames, ColumnWildcard }: Parsed<NonNullable<Resource['TableWithColumns']>>,
  place: CatalogPlace,
  stores: Stores,
): Found {
  const found = tableOf({ DatabaseName, Name }, place, stores)
  const table = stores.glue.table(place, DatabaseName, Name)
  if (!found.ok || found.value.kind !== 'table' || table === undefined) return one(found)
  const { database, table: name, id } = found.value
  // The words of both are inferred.
  if ((ColumnNames === undefined) === (ColumnWildcard === undefined))
    return err(invalidInput('Either ColumnNames or ColumnWildcard is required.'))
  const sent = ColumnNames ?? ColumnWildcard?.ExcludedColumnNames ?? []
  if (!sent.every((column) => columnsOf(table).includes(column))) return err(notThere)
  if (ColumnNames !== undefined) return ok([...new Set(sent)].map((column) => ({ kind: 'column', database, table: name, id, column })))
  return sent.length === 0
    ? one(found)
    : ok([{ kind: 'otherColumns', database, table: name, id, excluded: [...new Set(sent)].toSorted((a, b) => (a < b ? -1 : 1)) }])
}

function cellsOf(
  { DatabaseName = '', TableName = '', Name = '' }: Parsed<NonNullable<Resource['DataCellsFilter']>>,
  place: CatalogPlace,
  { glue, lakeformation }: Stores,
): Result<GrantedResource, AwsError> {
  const table = glue.table(place, DatabaseName, TableName)
  const filter = table === undefined ? undefined : lakeformation.filters.get(filterKey(table.id, Name))
  if (table === undefined || filter === undefined) return err(notThere)
  return ok({ kind: 'cells', database: table.database, table: table.name, id: filter.id, name: Name })
}

function expressionOf(name: string, place: CatalogPlace, { lakeformation }: Stores): Result<GrantedResource, AwsError> {
  const found = lakeformation.expression(place, name)
  return found === undefined ? err(notThere) : ok({ kind: 'lfTagExpression', id: found.id, name: found.name })
}

function tagOf(
  { TagKey, TagValues }: Parsed<NonNullable<Resource['LFTag']>>,
  place: CatalogPlace,
  stores: Stores,
): Result<GrantedResource, AwsError> {
  const found = findValues(TagKey, TagValues, place, stores)
  return found === undefined ? err(noTag) : ok({ kind: 'lfTag', ...found })
}

function policyOf(
  { ResourceType, Expression, ExpressionName }: Parsed<NonNullable<Resource['LFTagPolicy']>>,
  place: CatalogPlace,
  stores: Stores,
): Result<GrantedResource, AwsError> {
  if (ExpressionName !== undefined) {
    const saved = stores.lakeformation.expression(place, ExpressionName)
    return saved === undefined ? err(notThere) : ok({ kind: 'namedPolicy', type: ResourceType, id: saved.id, name: saved.name })
  }
  const expression = parseExpression(Expression ?? [], place, stores)
  return expression.ok ? ok({ kind: 'lfTagPolicy', type: ResourceType, expression: expression.value }) : expression
}

function named(name: string, place: CatalogPlace, { glue }: Stores): Result<GrantedResource, AwsError> {
  const database = glue.database(place, name)
  return database === undefined ? err(notThere) : ok({ kind: 'database', database: database.name, id: database.id })
}

function tableOf(
  { DatabaseName, Name, TableWildcard }: Parsed<NonNullable<Resource['Table']>>,
  place: CatalogPlace,
  { glue }: Stores,
): Result<GrantedResource, AwsError> {
  const database = glue.database(place, DatabaseName)
  if (database === undefined) return err(notThere)
  if (TableWildcard !== undefined) return ok({ kind: 'allTables', database: database.name, id: database.id })
  const table = glue.table(place, DatabaseName, Name ?? '')
  return table === undefined ? err(notThere) : ok({ kind: 'table', database: database.name, table: table.name, id: table.id })
}

/** As Lake Formation prints it. That every table has the name `ALL_TABLES` is told in terraform-provider-aws, internal/service/lakeformation/filter.go */
export function resourceOutput(on: GrantedResource, { catalog }: CatalogPlace): Resource {
  const CatalogId = catalog
  switch (on.kind) {
    case 'catalog':
      return { Catalog: { Id: catalog } }
    case 'database':
      return { Database: { CatalogId, Name: on.database } }
    case 'table':
      return { Table: { CatalogId, DatabaseName: on.database, Name: on.table } }
    case 'column':
      return { TableWithColumns: { CatalogId, DatabaseName: on.database, Name: on.table, ColumnNames: [on.column] } }
    case 'otherColumns':
      return {
        TableWithColumns: {
          CatalogId,
          DatabaseName: on.database,
          Name: on.table,
          ColumnWildcard: { ExcludedColumnNames: [...on.excluded] },
        },
      }
    case 'cells':
      return { DataCellsFilter: { TableCatalogId: catalog, DatabaseName: on.database, TableName: on.table, Name: on.name } }
    case 'lfTag':
      return { LFTag: { CatalogId, TagKey: on.key, TagValues: [...on.values] } }
    case 'lfTagPolicy':
      return { LFTagPolicy: { CatalogId, ResourceType: on.type, Expression: expressionOutput(on.expression) } }
    case 'namedPolicy':
      return { LFTagPolicy: { CatalogId, ResourceType: on.type, ExpressionName: on.name } }
    case 'lfTagExpression':
      return { LFTagExpression: { CatalogId, Name: on.name } }
    case 'allTables':
      return { Table: { CatalogId, DatabaseName: on.database, Name: allTables, TableWildcard: {} } }
    case 'location':
      return { DataLocation: { CatalogId, ResourceArn: on.arn } }
  }
}

const allTables = 'ALL_TABLES'

/** SELECT on a whole table is told as SELECT on all of its columns. */
export const columnsOutput = (on: Extract<GrantedResource, { kind: 'table' | 'allTables' }>, { catalog }: CatalogPlace): Resource => ({
  TableWithColumns: {
    CatalogId: catalog,
    DatabaseName: on.database,
    Name: on.kind === 'table' ? on.table : allTables,
    ColumnWildcard: {},
  },
})
