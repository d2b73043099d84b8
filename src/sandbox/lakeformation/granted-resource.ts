import type { Resource } from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Parsed } from '../parsed.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, lakeError } from './errors.ts'
import { tagPermissions } from './held.ts'
import { findValues, noTag } from './lake-tag.ts'
import type { LakePermission } from './need.ts'
import type { GrantedResource } from './store.ts'

/** What can be granted on each kind of thing. @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html */
const permissionsOn: Readonly<Record<GrantedResource['kind'], readonly LakePermission[]>> = {
  catalog: ['CREATE_DATABASE', 'CREATE_LF_TAG', 'DESCRIBE', 'ALL'],
  database: ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'],
  table: ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
  allTables: ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
  location: ['DATA_LOCATION_ACCESS'],
  lfTag: tagPermissions,
  lfTagPolicy: [],
}

const permissionsOf = (on: GrantedResource): readonly LakePermission[] =>
  on.kind === 'lfTagPolicy' ? permissionsOn[on.type === 'DATABASE' ? 'database' : 'table'] : permissionsOn[on.kind]

/** The permissions of a request, where they can be had on such a thing. */
export function parsePermissions(texts: readonly string[], on: GrantedResource): Result<readonly LakePermission[], AwsError> {
  const known = texts.map((text) => permissionsOf(on).find((permission) => permission === text))
  const permissions = known.filter((permission) => permission !== undefined)
  // The words are inferred.
  return permissions.length === texts.length ? ok(permissions) : err(invalidInput('Permissions modification is invalid.'))
}

/** The thing that a request names, if it is there. */
export function parseResource(resource: Parsed<Resource>, place: CatalogPlace, stores: Stores): Result<GrantedResource, AwsError> {
  const { Catalog, Database, Table, DataLocation, LFTag, LFTagPolicy } = resource
  if (Database !== undefined) return named(Database.Name, place, stores)
  if (Table !== undefined) return tableOf(Table, place, stores)
  if (DataLocation !== undefined) return ok({ kind: 'location', arn: DataLocation.ResourceArn.replace(/\/+$/, '') })
  if (Catalog !== undefined) return ok({ kind: 'catalog' })
  if (LFTag !== undefined) return tagOf(LFTag, place, stores)
  if (LFTagPolicy !== undefined) return policyOf(LFTagPolicy, place, stores)
  return err({ ...notImplemented('A grant on columns, cells or named expressions'), status: 400 })
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
  if (ExpressionName !== undefined || Expression === undefined || Expression.length === 0)
    return err({ ...notImplemented('A grant by a named expression'), status: 400 })
  const found = Expression.map(({ TagKey, TagValues }) => findValues(TagKey, TagValues, place, stores))
  const expression = found.filter((each) => each !== undefined).sort((one, other) => (one.key < other.key ? -1 : 1))
  return expression.length === found.length ? ok({ kind: 'lfTagPolicy', type: ResourceType, expression }) : err(noTag)
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
    case 'lfTag':
      return { LFTag: { CatalogId, TagKey: on.key, TagValues: [...on.values] } }
    case 'lfTagPolicy':
      return {
        LFTagPolicy: {
          CatalogId,
          ResourceType: on.type,
          Expression: on.expression.map(({ key, values }) => ({ TagKey: key, TagValues: [...values] })),
        },
      }
    case 'allTables':
      return { Table: { CatalogId, DatabaseName: on.database, TableWildcard: {} } }
    case 'location':
      return { DataLocation: { CatalogId, ResourceArn: on.arn } }
  }
}
