import { type ApiCall, type NeededPermission, type Needs, objectOf, textOf } from './api-call.ts'

/** Which parts of the catalog an operation names: Glue asks for each of them. */
type Depth = 'catalog' | 'database' | 'table'

/**
 * Operations of the Data Catalog need their action on the catalog, the database and the table, each its own resource.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html#data-catalog-resource-arns
 */
const depths: Readonly<Record<string, Depth>> = {
  GetDatabases: 'catalog',
  CreateDatabase: 'database',
  DeleteDatabase: 'database',
  GetDatabase: 'database',
  UpdateDatabase: 'database',
  GetTables: 'database',
  SearchTables: 'database',
  BatchCreatePartition: 'table',
  BatchDeletePartition: 'table',
  BatchGetPartition: 'table',
  CreatePartition: 'table',
  CreateTable: 'table',
  DeletePartition: 'table',
  DeleteTable: 'table',
  DeleteTableVersion: 'table',
  GetPartition: 'table',
  GetPartitions: 'table',
  GetTable: 'table',
  GetTableVersion: 'table',
  GetTableVersions: 'table',
  UpdatePartition: 'table',
  UpdateTable: 'table',
}

export const glueOperations: Readonly<Record<string, Needs>> = Object.fromEntries(
  Object.entries(depths).map(([operation, depth]) => [operation, (call) => alongCatalog(call, depth)]),
)

/** Jobs, crawlers and connections have ARNs of their own; without one in the call `*` is asked. */
export const glueDefault: Needs = ({ operation }) => [{ action: operation, resource: '*' }]

function alongCatalog(call: ApiCall, depth: Depth): readonly NeededPermission[] {
  const { parameters, operation, partition, region, account } = call
  const arn = (resource: string): string => `arn:${partition}:glue:${region}:${textOf(parameters, 'CatalogId') ?? account}:${resource}`
  const name = textOf(parameters, 'Name') ?? textOf(objectOf(parameters, 'DatabaseInput'), 'Name')
  const database = depth === 'database' && !operation.endsWith('Tables') ? name : textOf(parameters, 'DatabaseName')
  const table = textOf(parameters, 'TableName') ?? textOf(parameters, 'Name') ?? textOf(objectOf(parameters, 'TableInput'), 'Name')
  const resources = [
    'catalog',
    ...(depth === 'catalog' || database === undefined ? [] : [`database/${database}`]),
    ...(operation.endsWith('Tables') && database !== undefined ? [`table/${database}/*`] : []),
    ...(depth === 'table' && database !== undefined ? [`table/${database}/${table ?? ''}`] : []),
  ]
  return resources.map((resource) => ({ action: operation, resource: arn(resource) }))
}
