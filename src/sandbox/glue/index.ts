import type { Operations } from '../operation.ts'
import { getCatalog, getCatalogs } from './catalog.ts'
import { getCatalogImportStatus } from './catalog-import-status.ts'
import {
  deleteColumnStatisticsForPartition,
  deleteColumnStatisticsForTable,
  getColumnStatisticsForPartition,
  getColumnStatisticsForTable,
  updateColumnStatisticsForPartition,
  updateColumnStatisticsForTable,
} from './column-statistics.ts'
import { batchDeleteConnection, createConnection, deleteConnection, getConnection, getConnections, updateConnection } from './connection.ts'
import { createDatabase, deleteDatabase, getDatabase, getDatabases, updateDatabase } from './database.ts'
import { getDataCatalogEncryptionSettings, putDataCatalogEncryptionSettings } from './encryption-settings.ts'
import {
  batchCreatePartition,
  batchDeletePartition,
  batchGetPartition,
  batchUpdatePartition,
  createPartition,
  deletePartition,
  getPartition,
  getPartitions,
  updatePartition,
} from './partition.ts'
import { createPartitionIndex, deletePartitionIndex, getPartitionIndexes } from './partition-index.ts'
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './resource-policy.ts'
import { searchTables } from './search-tables.ts'
import { batchDeleteTable, createTable, deleteTable, getTable, getTables, updateTable } from './table.ts'
import { batchDeleteTableVersion, deleteTableVersion, getTableVersion, getTableVersions } from './table-version.ts'
import { getTags, tagResource, untagResource } from './tags.ts'
import {
  createUserDefinedFunction,
  deleteUserDefinedFunction,
  getUserDefinedFunction,
  getUserDefinedFunctions,
  updateUserDefinedFunction,
} from './user-defined-function.ts'

/** The operations of Glue that are built: the Data Catalog. */
export const operations = {
  BatchCreatePartition: batchCreatePartition,
  BatchDeletePartition: batchDeletePartition,
  BatchDeleteTable: batchDeleteTable,
  BatchGetPartition: batchGetPartition,
  BatchUpdatePartition: batchUpdatePartition,
  BatchDeleteTableVersion: batchDeleteTableVersion,
  DeleteTableVersion: deleteTableVersion,
  GetTableVersion: getTableVersion,
  GetTableVersions: getTableVersions,
  DeleteColumnStatisticsForPartition: deleteColumnStatisticsForPartition,
  DeleteColumnStatisticsForTable: deleteColumnStatisticsForTable,
  GetColumnStatisticsForPartition: getColumnStatisticsForPartition,
  GetColumnStatisticsForTable: getColumnStatisticsForTable,
  UpdateColumnStatisticsForPartition: updateColumnStatisticsForPartition,
  UpdateColumnStatisticsForTable: updateColumnStatisticsForTable,
  CreateDatabase: createDatabase,
  CreatePartition: createPartition,
  CreateTable: createTable,
  DeleteDatabase: deleteDatabase,
  DeletePartition: deletePartition,
  DeleteResourcePolicy: deleteResourcePolicy,
  DeleteTable: deleteTable,
  GetCatalogImportStatus: getCatalogImportStatus,
  GetDatabase: getDatabase,
  GetDatabases: getDatabases,
  GetPartition: getPartition,
  GetPartitions: getPartitions,
  GetResourcePolicy: getResourcePolicy,
  GetTable: getTable,
  GetTables: getTables,
  GetTags: getTags,
  PutResourcePolicy: putResourcePolicy,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateDatabase: updateDatabase,
  UpdatePartition: updatePartition,
  UpdateTable: updateTable,
  CreatePartitionIndex: createPartitionIndex,
  DeletePartitionIndex: deletePartitionIndex,
  GetPartitionIndexes: getPartitionIndexes,
  SearchTables: searchTables,
  GetCatalog: getCatalog,
  GetCatalogs: getCatalogs,
  GetDataCatalogEncryptionSettings: getDataCatalogEncryptionSettings,
  PutDataCatalogEncryptionSettings: putDataCatalogEncryptionSettings,
  BatchDeleteConnection: batchDeleteConnection,
  CreateConnection: createConnection,
  DeleteConnection: deleteConnection,
  GetConnection: getConnection,
  GetConnections: getConnections,
  UpdateConnection: updateConnection,
  CreateUserDefinedFunction: createUserDefinedFunction,
  DeleteUserDefinedFunction: deleteUserDefinedFunction,
  GetUserDefinedFunction: getUserDefinedFunction,
  GetUserDefinedFunctions: getUserDefinedFunctions,
  UpdateUserDefinedFunction: updateUserDefinedFunction,
} satisfies Operations
