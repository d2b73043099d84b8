import type { LakeNeed, Need } from '../fixture/need.ts'
import type { S3Connection } from './connection.ts'
import type { KnownBuckets } from './connector.ts'
import { worker } from './s3-needs.ts'
import type { StepName } from './step.ts'

/** The database that the probe creates and drops, and the table. */
export const scratchDatabase = (id = 'file'): string => `sallyport_check_db_${id}`
export const scratchTable = (id = 'file'): string => `sallyport_check_${id}`

/** Where the files of the scratch table would lie, as an `s3://` address. */
export const scratchLocation = ({ bucket, baseDirectory }: S3Connection, id = 'file'): string =>
  `s3://${[bucket, baseDirectory, scratchTable(id)].filter((part) => part !== '').join('/')}`

/** Glue keeps names in small letters. @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const foldName = (name: string): string => name.toLowerCase()

/**
 * What a connection needs of the Data Catalog: each action on a table is asked of catalog, database and table. Whoever creates a table may do with it
 * what it likes; for a table that was there before Lake Formation wants grants.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html#data-catalog-resource-arns
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
 */
export function glueNeeds(connection: S3Connection, known: KnownBuckets): readonly Need[] {
  const { catalogAccount, tableLocation } = known
  const { glueDatabase, glueRegion = connection.region, glueTable, roleArn, createsDatabases } = connection
  const account = roleArn?.split(':')[4] ?? catalogAccount
  if (glueDatabase === undefined || account === undefined) return []
  const arn = (...path: readonly string[]): string => `arn:aws:glue:${glueRegion}:${account}:${path.map(foldName).join('/')}`
  const on = (step: StepName, action: string, resources: readonly string[], lake: readonly LakeNeed[]): readonly Need[] =>
    resources.map((resource, index) => ({
      step,
      by: worker(connection),
      action,
      resource,
      context: {},
      ...(index === 0 && lake.length > 0 ? { lake } : {}),
      expected: 'allowed',
    }))
  const inDatabase = (step: StepName, action: string, lake: readonly LakeNeed[], table?: string): readonly Need[] => {
    const tables = table === undefined ? [] : [arn('table', glueDatabase, table)]
    return on(step, action, [arn('catalog'), arn('database', glueDatabase), ...tables], lake)
  }
  const database = { kind: 'database', database: foldName(glueDatabase) } as const
  const table = glueTable === undefined ? undefined : ({ ...database, kind: 'table', table: foldName(glueTable) } as const)
  const files = (location: string | undefined): readonly LakeNeed[] =>
    location === undefined ? [] : [{ permission: 'DATA_LOCATION_ACCESS', on: { kind: 'location', location } }]
  const { catalogKeyArn: key } = known
  const context = throughGlue(glueRegion, account)
  const useKey = (step: StepName, actions: readonly string[]): readonly Need[] =>
    key === undefined
      ? []
      : actions.map((action) => ({ step, by: worker(connection), action, resource: key, context, expected: 'allowed' }))
  const scratch = scratchTable()
  const named = glueTable ?? scratch
  return [
    ...inDatabase('glue.get-db', 'glue:GetDatabase', [{ permission: 'DESCRIBE', on: database }]),
    ...useKey('glue.get-db', toRead),
    ...(createsDatabases === undefined
      ? []
      : [
          ...on(
            'glue.create-db',
            'glue:CreateDatabase',
            [arn('catalog'), arn('database', scratchDatabase())],
            [{ permission: 'CREATE_DATABASE', on: { kind: 'catalog' } }],
          ),
          ...useKey('glue.create-db', toWrite),
          ...on(
            'glue.drop-db',
            'glue:DeleteDatabase',
            [
              arn('catalog'),
              arn('database', scratchDatabase()),
              arn('table', scratchDatabase(), '*'),
              `arn:aws:glue:${glueRegion}:${account}:userDefinedFunction/${scratchDatabase()}/*`,
            ],
            [],
          ),
        ]),
    ...inDatabase(
      'glue.create-table',
      'glue:CreateTable',
      [{ permission: 'CREATE_TABLE', on: database }, ...files(scratchLocation(connection))],
      scratch,
    ),
    ...useKey('glue.create-table', toWrite),
    ...inDatabase('glue.get-table', 'glue:GetTable', table === undefined ? [] : [{ permission: 'DESCRIBE', on: table }], named),
    ...useKey('glue.get-table', toRead),
    ...inDatabase(
      'glue.update-table',
      'glue:UpdateTable',
      table === undefined ? files(scratchLocation(connection)) : [{ permission: 'ALTER', on: table }, ...files(tableLocation)],
      named,
    ),
    ...useKey('glue.update-table', toWrite),
    ...inDatabase('glue.add-partition', 'glue:CreatePartition', [], scratch),
    ...useKey('glue.add-partition', toWrite),
    ...inDatabase('glue.drop-table', 'glue:DeleteTable', [], scratch),
  ]
}

/**
 * What an encrypted catalog asks for. The page names these actions; which of them are asked for what is inferred.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
 */
const toRead = ['kms:Decrypt'] as const
const toWrite = ['kms:GenerateDataKey', 'kms:Encrypt'] as const

/** Glue uses the key in the caller's name. @see https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html */
const throughGlue = (region: string, account: string): Need['context'] => ({
  'kms:viaservice': `glue.${region}.amazonaws.com`,
  'kms:encryptioncontext:glue_catalog_id': account,
  'kms:encryptioncontextkeys': 'glue_catalog_id',
})
