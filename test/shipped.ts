import type { S3Connection } from '../src/connectors/connection.ts'
import type { Fixture } from '../src/fixture/fixture.ts'
import { loadFixture } from '../src/fixture/load.ts'

const common = { sessionName: 'sallyport', region: 'us-east-1', scheme: 'https' } as const

/** The connections that go with the fixtures of `policies/`. */
export const shippedConnections = {
  's3-input': {
    ...common,
    connector: 's3-input',
    caller: 'etl-app',
    roleArn: 'arn:aws:iam::111122223333:role/EtleapInput',
    externalId: 'dep-42',
    bucket: 'acme-exports',
    baseDirectory: 'daily',
    intermediateBucket: 'etl-transfer',
  },
  's3-input-iam-user': {
    ...common,
    connector: 's3-input',
    caller: 'acme-loader',
    bucket: 'acme-reports',
    baseDirectory: 'sales/eu',
    intermediateBucket: 'etl-transfer-keys',
  },
  's3-input-bucket-policy': {
    ...common,
    connector: 's3-input',
    caller: 'etl-scheduler',
    roleArn: 'arn:aws:iam::444455556666:role/EtleapReader',
    bucket: 'acme-events',
    baseDirectory: 'events',
    intermediateBucket: 'etl-transfer-events',
  },
  's3-input-access-point': {
    ...common,
    connector: 's3-input',
    caller: 'etl-runner',
    roleArn: 'arn:aws:iam::444455556666:role/EtleapLedger',
    bucket: 'acme-ledger',
    accessPoint: 'arn:aws:s3:us-east-1:111122223333:accesspoint/acme-ledger-etl',
    baseDirectory: 'daily',
    intermediateBucket: 'etl-transfer-ledger',
  },
  's3-data-lake': {
    ...common,
    connector: 's3-data-lake',
    caller: 'etl-writer',
    roleArn: 'arn:aws:iam::111122223333:role/EtleapLake',
    externalId: 'dep-77',
    bucket: 'acme-lake',
    baseDirectory: 'warehouse',
    intermediateBucket: 'etl-transfer-lake',
  },
  's3-data-lake-glue': {
    ...common,
    connector: 's3-data-lake',
    caller: 'etl-tables',
    roleArn: 'arn:aws:iam::111122223333:role/EtleapTables',
    externalId: 'dep-91',
    bucket: 'acme-tables',
    baseDirectory: 'iceberg',
    glueDatabase: 'analytics',
    glueTable: 'orders',
  },
  's3-data-lake-bucket-policy': {
    ...common,
    connector: 's3-data-lake',
    caller: 'etl-loader',
    roleArn: 'arn:aws:iam::444455556666:role/EtleapLoader',
    bucket: 'acme-parquet',
    baseDirectory: 'curated',
    reader: 'acme-analyst',
  },
} as const satisfies Record<string, S3Connection>

/** Those whose connector runs in a network. */
export const placedConnections = {
  's3-input-private': {
    ...common,
    connector: 's3-input',
    caller: 'etl-app',
    roleArn: 'arn:aws:iam::111122223333:role/EtleapInput',
    externalId: 'dep-42',
    bucket: 'acme-vault',
    baseDirectory: 'daily',
    intermediateBucket: 'etl-transfer-vault',
    from: 'worker-1',
  },
} as const satisfies Record<string, S3Connection>

export type ShippedName = keyof typeof shippedConnections
export type AnyShippedName = ShippedName | keyof typeof placedConnections

export const shippedNames = Object.keys(shippedConnections) as readonly ShippedName[]

export const everyShippedName = Object.keys({ ...shippedConnections, ...placedConnections }) as readonly AnyShippedName[]

export async function loadShipped(name: AnyShippedName): Promise<{ readonly fixture: Fixture; readonly connection: S3Connection }> {
  const fixture = await loadFixture(`policies/${name}`)
  if (!fixture.ok) throw new Error(fixture.error.map(({ at, message }) => `${at.file}:${at.start.line} ${message}`).join('\n'))
  return { fixture: fixture.value, connection: { ...shippedConnections, ...placedConnections }[name] }
}
