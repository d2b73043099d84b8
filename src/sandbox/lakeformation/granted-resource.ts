import type { Resource } from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Parsed } from '../parsed.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, lakeError } from './errors.ts'
import type { LakePermission } from './need.ts'
import type { GrantedResource } from './store.ts'

/** What can be granted on each kind of thing. @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html */
const permissionsOn: Readonly<Record<GrantedResource['kind'], readonly LakePermission[]>> = {
  catalog: ['CREATE_DATABASE', 'DESCRIBE', 'ALL'],
  database: ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'],
  table: ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
  allTables: ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
  location: ['DATA_LOCATION_ACCESS'],
}

/** The permissions of a request, where they can be had on such a thing. */
export function parsePermissions(texts: readonly string[], { kind }: GrantedResource): Result<readonly LakePermission[], AwsError> {
  const known = texts.map((text) => permissionsOn[kind].find((permission) => permission === text))
  const permissions = known.filter((permission) => permission !== undefined)
  // The words are inferred.
  return permissions.length === texts.length ? ok(permissions) : err(invalidInput('Permissions modification is invalid.'))
}

/** The thing that a request names, if it is there. */
export function parseResource(resource: Parsed<Resource>, place: CatalogPlace, stores: Stores): Result<GrantedResource, AwsError> {
  const { Catalog, Database, Table, DataLocation } = resource
  if (Database !== undefined) return named(Database.Name, place, stores)
  if (Table !== undefined) return tableOf(Table, place, stores)
  if (DataLocation !== undefined) return ok({ kind: 'location', arn: DataLocation.ResourceArn.replace(/\/+$/, '') })
  if (Catalog !== undefined) return ok({ kind: 'catalog' })
  return err({ ...notImplemented('A grant on columns, cells or tags'), status: 400 })
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

/** The words are inferred. */
const notThere = lakeError('EntityNotFoundException', 'Entity not found.')

/** As Lake Formation prints it. */
export function resourceOutput(on: GrantedResource, { catalog }: CatalogPlace): Resource {
  const CatalogId = catalog
  switch (on.kind) {
    case 'catalog':
      return { Catalog: { Id: catalog } }
    case 'database':
      return { Database: { CatalogId, Name: on.database } }
    case 'table':
      return { Table: { CatalogId, DatabaseName: on.database, Name: on.table } }
    case 'allTables':
      return { Table: { CatalogId, DatabaseName: on.database, TableWildcard: {} } }
    case 'location':
      return { DataLocation: { CatalogId, ResourceArn: on.arn } }
  }
}
