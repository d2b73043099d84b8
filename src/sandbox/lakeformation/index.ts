import type { Operations } from '../operation.ts'
import {
  createDataCellsFilter,
  deleteDataCellsFilter,
  getDataCellsFilter,
  listDataCellsFilter,
  updateDataCellsFilter,
} from './data-cells-filters.ts'
import { getDataLakeSettings, putDataLakeSettings } from './data-lake-settings.ts'
import { getDataLakePrincipal, getEffectivePermissionsForPath } from './effective-permissions.ts'
import { batchGrantPermissions, batchRevokePermissions, grantPermissions, revokePermissions } from './grant-permissions.ts'
import {
  createLfTagExpression,
  deleteLfTagExpression,
  getLfTagExpression,
  listLfTagExpressions,
  updateLfTagExpression,
} from './lf-tag-expressions.ts'
import { createLfTag, deleteLfTag, getLfTag, listLfTags, updateLfTag } from './lf-tags.ts'
import { listPermissions } from './list-permissions.ts'
import { getTemporaryDataLocationCredentials } from './location-credentials.ts'
import { createLakeFormationOptIn, deleteLakeFormationOptIn, listLakeFormationOptIns } from './opt-ins.ts'
import { deregisterResource, describeResource, listResources, registerResource, updateResource } from './resource.ts'
import { addLfTagsToResource, getResourceLfTags, removeLfTagsFromResource } from './resource-lf-tags.ts'
import { searchDatabasesByLfTags, searchTablesByLfTags } from './search-by-lf-tags.ts'
import { getTemporaryGluePartitionCredentials, getTemporaryGlueTableCredentials } from './temporary-credentials.ts'

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
  GetTemporaryDataLocationCredentials: getTemporaryDataLocationCredentials,
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
  CreateDataCellsFilter: createDataCellsFilter,
  CreateLFTagExpression: createLfTagExpression,
  CreateLakeFormationOptIn: createLakeFormationOptIn,
  DeleteDataCellsFilter: deleteDataCellsFilter,
  DeleteLFTagExpression: deleteLfTagExpression,
  DeleteLakeFormationOptIn: deleteLakeFormationOptIn,
  GetDataCellsFilter: getDataCellsFilter,
  GetDataLakePrincipal: getDataLakePrincipal,
  GetEffectivePermissionsForPath: getEffectivePermissionsForPath,
  GetLFTagExpression: getLfTagExpression,
  GetTemporaryGluePartitionCredentials: getTemporaryGluePartitionCredentials,
  ListDataCellsFilter: listDataCellsFilter,
  ListLFTagExpressions: listLfTagExpressions,
  ListLakeFormationOptIns: listLakeFormationOptIns,
  SearchDatabasesByLFTags: searchDatabasesByLfTags,
  SearchTablesByLFTags: searchTablesByLfTags,
  UpdateDataCellsFilter: updateDataCellsFilter,
  UpdateLFTagExpression: updateLfTagExpression,
  UpdateResource: updateResource,
} satisfies Operations
