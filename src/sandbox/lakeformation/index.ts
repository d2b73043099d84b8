import type { Operations } from '../operation.ts'
import { getDataLakeSettings, putDataLakeSettings } from './data-lake-settings.ts'
import { getTemporaryGlueTableCredentials } from './get-temporary-glue-table-credentials.ts'
import { batchGrantPermissions, batchRevokePermissions, grantPermissions, revokePermissions } from './grant-permissions.ts'
import { listPermissions } from './list-permissions.ts'
import { deregisterResource, describeResource, listResources, registerResource } from './resource.ts'

/** The operations of Lake Formation that are built. */
export const operations = {
  BatchGrantPermissions: batchGrantPermissions,
  BatchRevokePermissions: batchRevokePermissions,
  DeregisterResource: deregisterResource,
  DescribeResource: describeResource,
  GetDataLakeSettings: getDataLakeSettings,
  GetTemporaryGlueTableCredentials: getTemporaryGlueTableCredentials,
  GrantPermissions: grantPermissions,
  ListPermissions: listPermissions,
  ListResources: listResources,
  PutDataLakeSettings: putDataLakeSettings,
  RegisterResource: registerResource,
  RevokePermissions: revokePermissions,
} satisfies Operations
