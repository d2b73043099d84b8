import type { Operations } from '../operation.ts'
import { getDataLakeSettings, putDataLakeSettings } from './data-lake-settings.ts'
import { getTemporaryGlueTableCredentials } from './get-temporary-glue-table-credentials.ts'
import { batchGrantPermissions, batchRevokePermissions, grantPermissions, revokePermissions } from './grant-permissions.ts'
import { createLfTag, deleteLfTag, getLfTag, listLfTags, updateLfTag } from './lf-tags.ts'
import { listPermissions } from './list-permissions.ts'
import { deregisterResource, describeResource, listResources, registerResource } from './resource.ts'
import { addLfTagsToResource, getResourceLfTags, removeLfTagsFromResource } from './resource-lf-tags.ts'

/** The operations of Lake Formation that are built. */
export const operations = {
  AddLFTagsToResource: addLfTagsToResource,
  BatchGrantPermissions: batchGrantPermissions,
  BatchRevokePermissions: batchRevokePermissions,
  CreateLFTag: createLfTag,
  DeleteLFTag: deleteLfTag,
  DeregisterResource: deregisterResource,
  DescribeResource: describeResource,
  GetDataLakeSettings: getDataLakeSettings,
  GetLFTag: getLfTag,
  GetResourceLFTags: getResourceLfTags,
  GetTemporaryGlueTableCredentials: getTemporaryGlueTableCredentials,
  GrantPermissions: grantPermissions,
  ListLFTags: listLfTags,
  ListPermissions: listPermissions,
  ListResources: listResources,
  PutDataLakeSettings: putDataLakeSettings,
  RegisterResource: registerResource,
  RemoveLFTagsFromResource: removeLfTagsFromResource,
  RevokePermissions: revokePermissions,
  UpdateLFTag: updateLfTag,
} satisfies Operations
