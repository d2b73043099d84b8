import type { Glue, Table, TableInput } from '@aws-sdk/client-glue'
import type { S3Connection } from './connection.ts'
import { scratchDatabase, scratchLocation, scratchTable } from './glue-needs.ts'
import type { Answer } from './probe.ts'
import type { S3Session } from './s3-session.ts'
import type { StepName } from './step.ts'

const databaseSteps = ['glue.create-db', 'glue.drop-db'] as const satisfies readonly StepName[]

/** The steps of a connection that keeps its tables in a catalog; none of another. */
export const glueStepsOf = ({
  glueDatabase,
  createsDatabases,
}: Pick<S3Connection, 'glueDatabase' | 'createsDatabases'>): readonly StepName[] =>
  glueDatabase === undefined
    ? []
    : [
        'glue.get-db',
        ...(createsDatabases === undefined ? [] : databaseSteps),
        'glue.create-table',
        'glue.get-table',
        'glue.update-table',
        'glue.add-partition',
        'glue.drop-table',
      ]

/** The steps of every such connection. */
export const everyGlueStep: readonly StepName[] = glueStepsOf({ glueDatabase: '', createsDatabases: 'yes' })

/** Opens the database, creates a table, looks up and changes the one that is kept up to date, and drops what it has created. */
export async function workWithCatalog(session: S3Session): Promise<void> {
  const { glueDatabase } = session.connection
  if (glueDatabase === undefined) return
  const work = new CatalogWork(session, glueDatabase, await session.glue())
  await work.openDatabase()
  await work.createDatabase()
  const created = await work.createTable()
  await work.changeTable(created)
  if (!created) return work.skip(['glue.add-partition', 'glue.drop-table'], 'no table was created')
  await work.addPartition()
  await work.dropTable()
}

class CatalogWork {
  private readonly session: S3Session
  private readonly database: string
  private readonly glue: Glue

  constructor(session: S3Session, database: string, glue: Glue) {
    this.session = session
    this.database = database
    this.glue = glue
  }

  skip(steps: readonly StepName[], because: string): void {
    for (const step of steps) this.session.probe.skip(step, because)
  }

  /** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html */
  async openDatabase(): Promise<void> {
    await this.step('glue.get-db', (abortSignal) => this.glue.getDatabase({ Name: this.database }, { abortSignal }))
  }

  /** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html */
  async createDatabase(): Promise<void> {
    if (this.session.connection.createsDatabases === undefined) return
    const Name = scratchDatabase(this.session.id)
    const created = await this.step('glue.create-db', (abortSignal) =>
      this.glue.createDatabase({ DatabaseInput: { Name } }, { abortSignal }),
    )
    if (created === undefined) this.skip(['glue.drop-db'], 'no database was created')
    else await this.step('glue.drop-db', (abortSignal) => this.glue.deleteDatabase({ Name }, { abortSignal }))
  }

  /** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html */
  async createTable(): Promise<boolean> {
    const created = await this.step('glue.create-table', (abortSignal) =>
      this.glue.createTable({ DatabaseName: this.database, TableInput: this.scratch() }, { abortSignal }),
    )
    return created !== undefined
  }

  /** The table is given back as it was. @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html */
  async changeTable(created: boolean): Promise<void> {
    const { glueTable } = this.session.connection
    const Name = glueTable ?? scratchTable(this.session.id)
    if (glueTable === undefined && !created) return this.skip(['glue.get-table', 'glue.update-table'], 'no table was created')
    const found = await this.step('glue.get-table', (abortSignal) =>
      this.glue.getTable({ DatabaseName: this.database, Name }, { abortSignal }),
    )
    if (found?.Table === undefined) return this.skip(['glue.update-table'], 'the table is not known')
    const TableInput = inputOf(found.Table)
    await this.step('glue.update-table', (abortSignal) =>
      this.glue.updateTable({ DatabaseName: this.database, TableInput }, { abortSignal }),
    )
  }

  /** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartition.html */
  async addPartition(): Promise<void> {
    const { StorageDescriptor } = this.scratch()
    const PartitionInput = { Values: ['2026-11-21'], ...(StorageDescriptor === undefined ? {} : { StorageDescriptor }) }
    const TableName = scratchTable(this.session.id)
    await this.step('glue.add-partition', (abortSignal) =>
      this.glue.createPartition({ DatabaseName: this.database, TableName, PartitionInput }, { abortSignal }),
    )
  }

  /** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html */
  async dropTable(): Promise<void> {
    const input = { DatabaseName: this.database, Name: scratchTable(this.session.id) }
    await this.step('glue.drop-table', (abortSignal) => this.glue.deleteTable(input, { abortSignal }))
  }

  private scratch(): TableInput {
    const { connection, id } = this.session
    return {
      Name: scratchTable(id),
      StorageDescriptor: { Location: scratchLocation(connection, id), Columns: [{ Name: 'id', Type: 'bigint' }] },
      PartitionKeys: [{ Name: 'day', Type: 'string' }],
      TableType: 'EXTERNAL_TABLE',
    }
  }

  private step<T extends { readonly $metadata: NonNullable<Answer<unknown>['metadata']> }>(
    step: StepName,
    call: (abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    return this.session.probe.step(step, { database: this.database }, async (abortSignal) => {
      const answer = await call(abortSignal)
      return { value: answer, metadata: answer.$metadata }
    })
  }
}

/** What of a table can be written again. @see https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html */
const written = [
  'Name',
  'Description',
  'Owner',
  'Retention',
  'StorageDescriptor',
  'PartitionKeys',
  'ViewOriginalText',
  'ViewExpandedText',
  'TableType',
  'Parameters',
] as const satisfies readonly (keyof Table & keyof TableInput)[]

const inputOf = (table: Table): TableInput => ({
  Name: table.Name,
  ...Object.fromEntries(written.map((key) => [key, table[key]])),
})
