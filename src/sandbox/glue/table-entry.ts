import type { Table as TableOutput } from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { isRegistered } from '../lakeformation/registered-location.ts'
import { seenTable } from '../lakeformation/seen-columns.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { tableArn } from './catalog-permission.ts'
import { noTable } from './errors.ts'
import { findDatabase } from './on-catalog.ts'
import { type CatalogPlace, type CatalogTable, type GlueStore, partitionKey, statisticsKey, versionKey } from './store.ts'

export function findTable(place: CatalogPlace, database: string, name: string, stores: Stores): Result<CatalogTable, AwsError> {
  const found = findDatabase(place, database, stores)
  if (!found.ok) return found
  const table = stores.glue.table(place, database, name)
  return table === undefined ? err(noTable(name)) : ok(table)
}

/** Takes its partitions, versions, statistics and tags along. */
export function deleteTableEntry(key: string, table: CatalogTable, glue: GlueStore): void {
  for (const { values } of glue.partitionsOf(table)) glue.partitions.delete(partitionKey(table, values))
  for (const { version } of glue.versionsOf(table)) glue.versions.delete(versionKey(table, version))
  for (const [place, { table: id }] of glue.statistics) if (id === table.id) glue.statistics.delete(place)
  glue.tags.delete(tableArn(table, table.database, table.name))
  glue.tables.delete(key)
}

/** Takes its statistics along. Answers whether it was there. */
export function deletePartitionEntry(table: CatalogTable, values: readonly string[], { partitions, statistics }: GlueStore): boolean {
  const key = partitionKey(table, values)
  for (const place of statistics.keys()) if (place.startsWith(statisticsKey(key, ''))) statistics.delete(place)
  return partitions.delete(key)
}

/** What is there without having been sent. @see https://github.com/hashicorp/terraform-provider-aws/issues/35954: an answer of AWS */
const ofDescriptor = { Compressed: false, NumberOfBuckets: 0, SortColumns: [], StoredAsSubDirectories: false }

type Described = Pick<TableOutput, 'StorageDescriptor'>

/** Of tables and of partitions, as recorded from AWS (github.com/radkawar/stackd, testdata/aws/glue/catalog_verified.json). */
export const withDefaults = (descriptor: Described['StorageDescriptor']): Described =>
  descriptor === undefined ? {} : { StorageDescriptor: { ...ofDescriptor, ...descriptor } }

/** A table as Glue answers it: what was put in, as far as the caller sees it, and what Glue adds. */
export function tableOutput(table: CatalogTable, call: Call, stores: Stores): TableOutput {
  const { input } = seenTable(table, call, stores)
  const { name, database, createTime, updateTime, version, createdBy, catalog } = table
  // The SDK's types of input and output differ by `readonly` alone.
  const { StorageDescriptor: descriptor, ...own } = structuredClone(input) as Omit<TableOutput, 'Name'>
  return {
    Retention: 0,
    ...own,
    ...withDefaults(descriptor),
    Name: name,
    DatabaseName: database,
    CreateTime: createTime,
    UpdateTime: updateTime,
    VersionId: String(version),
    CatalogId: catalog,
    IsRegisteredWithLakeFormation: isRegistered(table, stores),
    CreatedBy: createdBy,
    IsMultiDialectView: false,
    IsMaterializedView: false,
  }
}
