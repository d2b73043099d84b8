import type {
  CreateDatabaseRequest,
  Database as DatabaseOutput,
  DeleteDatabaseRequest,
  GetDatabaseRequest,
  GetDatabaseResponse,
  GetDatabasesRequest,
  GetDatabasesResponse,
  UpdateDatabaseRequest,
} from '@aws-sdk/client-glue'
import type { DataLakeSettings } from '@aws-sdk/client-lakeformation'
import { err, ok } from '../../base/result.ts'
import { isGranted } from '../lakeformation/refuse-need.ts'
import { opensDatabases, opensTables } from '../lakeformation/settings.ts'
import type { Operation, Parsed } from '../operation.ts'
import { notImplemented } from '../wire/refusal.ts'
import { keyForNew, refuseReading } from './catalog-key.ts'
import { catalogArn, databaseArn } from './catalog-permission.ts'
import { alreadyExists, glueError } from './errors.ts'
import { identityArn } from './identity-arn.ts'
import { findDatabase, onCatalog } from './on-catalog.ts'
import { pageOf } from './page.ts'
import { type Database, databaseKey, foldName, functionKey, tableKey } from './store.ts'
import { deleteTableEntry } from './table-entry.ts'

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html */
export const createDatabase: Operation<CreateDatabaseRequest, object> = onCatalog({
  action: 'glue:CreateDatabase',
  on: ({ DatabaseInput, Tags }) => ({ database: DatabaseInput.Name, requestTags: new Map(Object.entries(Tags ?? {})) }),
  needs: ({ DatabaseInput }) => [{ permission: 'CREATE_DATABASE', on: 'catalog' }, ...locationNeed(DatabaseInput.LocationUri)],
  run: (place, { DatabaseInput, Tags }: Parsed<CreateDatabaseRequest>, call, stores) => {
    const { glue, lakeformation } = stores
    if (DatabaseInput.TargetDatabase !== undefined || DatabaseInput.FederatedDatabase !== undefined)
      return err({ ...notImplemented('A link to another database'), status: 400 })
    const key = databaseKey(place, DatabaseInput.Name)
    if (glue.databases.has(key)) return err(alreadyExists('Database'))
    const defaults = lakeformation.settingsOf(place)
    glue.databases.set(key, {
      ...place,
      id: call.random.uuid(),
      name: foldName(DatabaseInput.Name),
      input: withTableDefaults(DatabaseInput, defaults),
      createTime: call.now,
      creator: identityArn(call),
      open: opensDatabases(defaults),
      tablesAreOpen: opensTables(DatabaseInput.CreateTableDefaultPermissions, defaults),
      keyArn: keyForNew(place, call, stores),
    })
    if (Tags !== undefined) glue.tags.set(databaseArn(place, DatabaseInput.Name), new Map(Object.entries(Tags)))
    return ok({})
  },
})

/**
 * A database that says nothing of its tables has, and tells, what Lake Formation's settings say at the time.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
 */
const withTableDefaults = (input: Database['input'], { CreateTableDefaultPermissions }: Parsed<DataLakeSettings>): Database['input'] => ({
  ...input,
  // Lake Formation's and Glue's types differ in the order of an enum alone.
  CreateTableDefaultPermissions:
    input.CreateTableDefaultPermissions ?? (CreateTableDefaultPermissions as Database['input']['CreateTableDefaultPermissions']),
})

const locationNeed = (location: string | undefined) =>
  location === undefined || location === '' ? [] : [{ permission: 'DATA_LOCATION_ACCESS', on: 'location', location } as const]

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html */
export const getDatabase: Operation<GetDatabaseRequest, GetDatabaseResponse> = onCatalog({
  action: 'glue:GetDatabase',
  on: ({ Name }) => ({ database: Name }),
  needs: ({ Name }) => [{ permission: 'DESCRIBE', on: 'database', database: Name }],
  run: (place, { Name }: Parsed<GetDatabaseRequest>, _call, stores) => {
    const database = findDatabase(place, Name, stores)
    return database.ok ? ok({ Database: outputOf(database.value) }) : database
  },
})

const outputOf = ({ name, input, createTime, catalog }: Database): DatabaseOutput => ({
  Name: name,
  Description: input.Description,
  LocationUri: input.LocationUri,
  Parameters: input.Parameters === undefined ? undefined : { ...input.Parameters },
  CreateTime: createTime,
  CreateTableDefaultPermissions: input.CreateTableDefaultPermissions?.map(({ Principal, Permissions }) => ({
    ...(Principal === undefined ? {} : { Principal }),
    ...(Permissions === undefined ? {} : { Permissions: [...Permissions] }),
  })),
  CatalogId: catalog,
})

/** Those that Lake Formation lets the caller see. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabases.html */
export const getDatabases: Operation<GetDatabasesRequest, GetDatabasesResponse> = onCatalog({
  action: 'glue:GetDatabases',
  on: () => ({}),
  run: (place, input: Parsed<GetDatabasesRequest>, call, stores) => {
    const seen = stores.glue
      .databasesOf(place)
      .filter(({ name }) => isGranted({ permission: 'DESCRIBE', on: 'database', database: name }, place, call, stores))
    const page = pageOf(seen, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    const refused = refuseReading(items, place, call, stores)
    if (refused !== undefined) return err(refused)
    return ok({ DatabaseList: items.map(outputOf), ...next })
  },
})

/** In the words that https://github.com/floci-io/floci/issues/1229 recorded from AWS. */
const renamed = glueError('InvalidInputException', 'Database cannot be renamed')

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateDatabase.html */
export const updateDatabase: Operation<UpdateDatabaseRequest, object> = onCatalog({
  action: 'glue:UpdateDatabase',
  on: ({ Name }) => ({ database: Name }),
  needs: ({ Name, DatabaseInput }) => [{ permission: 'ALTER', on: 'database', database: Name }, ...locationNeed(DatabaseInput.LocationUri)],
  run: (place, { Name, DatabaseInput }: Parsed<UpdateDatabaseRequest>, call, stores) => {
    const database = findDatabase(place, Name, stores)
    if (!database.ok) return database
    if (foldName(DatabaseInput.Name) !== database.value.name) return err(renamed)
    const { lakeformation, glue } = stores
    const defaults = lakeformation.settingsOf(place)
    const tablesAreOpen = opensTables(DatabaseInput.CreateTableDefaultPermissions, defaults)
    const updated = {
      ...database.value,
      input: withTableDefaults(DatabaseInput, defaults),
      tablesAreOpen,
      keyArn: keyForNew(place, call, stores),
    }
    glue.databases.set(databaseKey(place, Name), updated)
    return ok({})
  },
})

/**
 * Takes its tables along, and so is asked of them and of its functions.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html#non-catalog-resource-arns
 */
export const deleteDatabase: Operation<DeleteDatabaseRequest, object> = onCatalog({
  action: 'glue:DeleteDatabase',
  on: ({ Name }, place) => ({ database: Name, tables: ['*'], more: [catalogArn(place, 'userDefinedFunction', foldName(Name), '*')] }),
  needs: ({ Name }) => [{ permission: 'DROP', on: 'database', database: Name }],
  run: (place, { Name }: Parsed<DeleteDatabaseRequest>, _call, stores) => {
    const { glue } = stores
    const database = findDatabase(place, Name, stores)
    if (!database.ok) return database
    for (const table of glue.tablesOf(database.value)) deleteTableEntry(tableKey(place, Name, table.name), table, glue)
    for (const each of glue.functionsOf(place))
      if (each.database === database.value.name) glue.functions.delete(functionKey(place, Name, each.name))
    glue.databases.delete(databaseKey(place, Name))
    glue.tags.delete(databaseArn(place, Name))
    return ok({})
  },
})
