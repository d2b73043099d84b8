import type { CatalogTable, Database } from '../glue/store.ts'
import type { LakeFormationStore } from './store.ts'

export type TagMap = ReadonlyMap<string, string>

/** The tags that a database has. */
export const tagsOfDatabase = ({ id }: Database, lakeformation: LakeFormationStore): TagMap => new Map(lakeformation.assignedTo(id))

/** A table has those of its database, but for the keys of which it has a value of its own; a column those of its table. @see https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html */
export const tagsOfTable = (database: Database, { id }: CatalogTable, lakeformation: LakeFormationStore): TagMap =>
  new Map([...tagsOfDatabase(database, lakeformation), ...lakeformation.assignedTo(id)])

export const tagsOfColumn = (database: Database, table: CatalogTable, column: string, lakeformation: LakeFormationStore): TagMap =>
  new Map([...tagsOfTable(database, table, lakeformation), ...lakeformation.assignedTo(table.id, column)])

export const columnsOf = ({ input }: CatalogTable): readonly string[] =>
  [...(input.StorageDescriptor?.Columns ?? []), ...(input.PartitionKeys ?? [])].map(({ Name }) => Name)
