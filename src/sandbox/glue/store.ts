import type {
  ColumnStatistics,
  ConnectionInput,
  DatabaseInput,
  DataCatalogEncryptionSettings,
  PartitionInput,
  TableInput,
  UserDefinedFunctionInput,
} from '@aws-sdk/client-glue'
import type { AccountId } from '../../policy/account-id.ts'
import type { ResourceDocument } from '../iam/resource-document.ts'
import { Table } from '../journal/table.ts'
import type { Parsed } from '../parsed.ts'

/** An account has one Data Catalog in each Region. */
export interface CatalogPlace {
  readonly catalog: AccountId
  readonly region: string
}

/** What databases and tables have alike. */
export interface Entity extends CatalogPlace {
  /** Another one when it is created anew: grants of Lake Formation are to this one. */
  readonly id: string
  /** Glue keeps names in small letters. */
  readonly name: string
  readonly createTime: Date
  /** The ARN of the user or role that created it. */
  readonly creator: string | undefined
  /** Whether it began with everything granted to IAMAllowedPrincipals. */
  readonly open: boolean
  /** Of the key that it is encrypted with, and what belongs to it. */
  readonly keyArn?: string | undefined
}

export interface Database extends Entity {
  readonly input: Parsed<DatabaseInput>
  /** As `open`, of the tables that come to be in it. */
  readonly tablesAreOpen: boolean
}

export interface CatalogTable extends Entity {
  readonly database: string
  readonly input: Parsed<TableInput>
  readonly updateTime: Date
  readonly version: number
  readonly indexes?: readonly PartitionIndex[]
  /** The ARN of the user or session that created it. */
  readonly createdBy?: string | undefined
}

/** What a table was before it was updated. */
export interface TableVersion {
  readonly table: CatalogTable
}

/** Of one column of a table or partition. */
export interface StatisticsOfColumn {
  readonly table: CatalogTable['id']
  readonly input: Parsed<ColumnStatistics>
}

export interface PartitionIndex {
  readonly name: string
  readonly keys: readonly string[]
}

export interface UserDefinedFunction extends CatalogPlace {
  readonly database: string
  readonly name: string
  readonly input: Parsed<UserDefinedFunctionInput>
  readonly createTime: Date
}

export interface Partition {
  readonly table: CatalogTable['id']
  readonly values: readonly string[]
  readonly input: Parsed<PartitionInput>
  readonly createTime: Date
}

export interface Connection extends CatalogPlace {
  readonly name: string
  readonly input: Parsed<ConnectionInput>
  readonly createTime: Date
  readonly updateTime: Date
  /** The ARN of who wrote it last. */
  readonly by: string | undefined
}

export interface CatalogPolicy {
  readonly document: ResourceDocument
  readonly hash: string
  readonly createTime: Date
  readonly updateTime: Date
}

/** What Glue knows. Entries are replaced, never changed. */
export class GlueStore {
  readonly databases = new Table<string, Database>('are replaced')
  readonly tables = new Table<string, CatalogTable>('are replaced')
  readonly partitions = new Table<string, Partition>('are replaced')
  readonly versions = new Table<string, TableVersion>('are replaced')
  readonly statistics = new Table<string, StatisticsOfColumn>('are replaced')
  readonly functions = new Table<string, UserDefinedFunction>('are replaced')
  readonly connections = new Table<string, Connection>('are replaced')
  /** By account and Region. */
  readonly encryption = new Table<string, Parsed<DataCatalogEncryptionSettings>>('are replaced')
  /** By account and Region. */
  readonly policies = new Table<string, CatalogPolicy>('are replaced')
  /** By ARN. */
  readonly tags = new Table<string, ReadonlyMap<string, string>>('are replaced')

  database(place: CatalogPlace, name: string): Database | undefined {
    return this.databases.get(databaseKey(place, name))
  }

  table(place: CatalogPlace, database: string, name: string): CatalogTable | undefined {
    return this.tables.get(tableKey(place, database, name))
  }

  databasesOf({ catalog, region }: CatalogPlace): readonly Database[] {
    return sorted([...this.databases.values()].filter((database) => database.catalog === catalog && database.region === region))
  }

  tablesOf({ catalog, region, name }: Database): readonly CatalogTable[] {
    return sorted(
      [...this.tables.values()].filter((table) => table.catalog === catalog && table.region === region && table.database === name),
    )
  }

  functionsOf({ catalog, region }: CatalogPlace): readonly UserDefinedFunction[] {
    return sorted([...this.functions.values()].filter((each) => each.catalog === catalog && each.region === region))
  }

  connectionsOf({ catalog, region }: CatalogPlace): readonly Connection[] {
    return sorted([...this.connections.values()].filter((each) => each.catalog === catalog && each.region === region))
  }

  partitionsOf({ id }: CatalogTable): readonly Partition[] {
    return [...this.partitions.values()].filter(({ table }) => table === id)
  }

  /** The current one first, then those that were kept, the newest first. */
  versionsOf(table: CatalogTable): readonly CatalogTable[] {
    const kept = [...this.versions.values()].map((version) => version.table).filter(({ id }) => id === table.id)
    return [table, ...kept.toSorted((one, other) => other.version - one.version)]
  }
}

const sorted = <T extends { readonly name: string }>(entities: readonly T[]): readonly T[] =>
  entities.toSorted((one, other) => (one.name < other.name ? -1 : 1))

export const placeKey = ({ catalog, region }: CatalogPlace): string => `${catalog} ${region}`
export const databaseKey = (place: CatalogPlace, name: string): string => `${placeKey(place)} ${foldName(name)}`
export const tableKey = (place: CatalogPlace, database: string, name: string): string => `${databaseKey(place, database)} ${foldName(name)}`
export const functionKey = (place: CatalogPlace, database: string, name: string): string =>
  `${databaseKey(place, database)} ${foldName(name)}`
export const connectionKey = (place: CatalogPlace, name: string): string => `${placeKey(place)} ${name}`
export const partitionKey = (table: CatalogTable, values: readonly string[]): string => JSON.stringify([table.id, ...values])
export const versionKey = ({ id }: CatalogTable, version: number): string => `${id} ${version}`
/** `owner` is the id of a table or the key of a partition. */
export const statisticsKey = (owner: string, column: string): string => `${owner} ${column}`

/** @see https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-databases.html#aws-glue-api-catalog-databases-DatabaseInput */
export const foldName = (name: string): string => name.toLowerCase()
