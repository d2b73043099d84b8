import type {
  BatchDeleteTableVersionRequest,
  BatchDeleteTableVersionResponse,
  DeleteTableVersionRequest,
  GetTableVersionRequest,
  GetTableVersionResponse,
  GetTableVersionsRequest,
  GetTableVersionsResponse,
  TableVersion as TableVersionOutput,
} from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { detailOf, glueError } from './errors.ts'
import { onTable } from './on-table.ts'
import { pageOf } from './page.ts'
import { type CatalogTable, versionKey } from './store.ts'
import { tableOutput } from './table-entry.ts'

const outputOf = (table: CatalogTable, call: Call, stores: Stores): TableVersionOutput => ({
  VersionId: String(table.version),
  Table: tableOutput(table, call, stores),
})

/**
 * Versions are numbers from 0 on. That one which was not kept has other words than one that never was, and the words about the current one below,
 * were recorded from AWS (github.com/radkawar/stackd, testdata/aws/glue/catalog_verified.json); those for what is no number are inferred.
 */
function findVersion(table: CatalogTable, id: string, { glue }: Stores): Result<CatalogTable, AwsError> {
  if (!/^\d+$/.test(id)) return err(glueError('InvalidInputException', `${id} is not a valid version.`))
  const found = glue.versionsOf(table).find(({ version }) => version === Number(id))
  if (found !== undefined) return ok(found)
  return err(glueError('EntityNotFoundException', Number(id) < table.version ? 'Table version not found.' : 'Version not found.'))
}

/** The current one where none is named. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersion.html */
export const getTableVersion: Operation<GetTableVersionRequest, GetTableVersionResponse> = onTable(
  'glue:GetTableVersion',
  'DESCRIBE',
  (table, { VersionId }: Parsed<GetTableVersionRequest>, call, stores) => {
    const found = VersionId === undefined ? ok(table) : findVersion(table, VersionId, stores)
    return found.ok ? ok({ TableVersion: outputOf(found.value, call, stores) }) : found
  },
)

/** The newest first, as https://github.com/floci-io/floci/issues/1230 recorded from AWS. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersions.html */
export const getTableVersions: Operation<GetTableVersionsRequest, GetTableVersionsResponse> = onTable(
  'glue:GetTableVersions',
  'DESCRIBE',
  (table, input: Parsed<GetTableVersionsRequest>, call, stores) => {
    const page = pageOf(stores.glue.versionsOf(table), input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ TableVersions: items.map((version) => outputOf(version, call, stores)), ...next })
  },
)

function deleteVersion(table: CatalogTable, id: string, stores: Stores): AwsError | undefined {
  const found = findVersion(table, id, stores)
  if (!found.ok) return found.error
  if (found.value.version === table.version) return glueError('InvalidInputException', 'VersionId cannot be equal to the latest.')
  stores.glue.versions.delete(versionKey(table, found.value.version))
  return undefined
}

/** The permission of Lake Formation is inferred. @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTableVersion.html */
export const deleteTableVersion: Operation<DeleteTableVersionRequest, object> = onTable(
  'glue:DeleteTableVersion',
  'ALTER',
  (table, { VersionId }: Parsed<DeleteTableVersionRequest>, _call, stores) => {
    const refused = deleteVersion(table, VersionId, stores)
    return refused === undefined ? ok({}) : err(refused)
  },
)

/** As `deleteTableVersion`, each on its own. @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTableVersion.html */
export const batchDeleteTableVersion: Operation<BatchDeleteTableVersionRequest, BatchDeleteTableVersionResponse> = onTable(
  'glue:BatchDeleteTableVersion',
  'ALTER',
  (table, { VersionIds }: Parsed<BatchDeleteTableVersionRequest>, _call, stores) => {
    const Errors = VersionIds.flatMap((VersionId) => {
      const refused = deleteVersion(table, VersionId, stores)
      return refused === undefined ? [] : [{ TableName: table.name, VersionId, ErrorDetail: detailOf(refused) }]
    })
    return ok({ Errors })
  },
)
