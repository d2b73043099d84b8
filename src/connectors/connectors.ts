import type { S3Connection } from './connection.ts'
import type { Connector } from './connector.ts'
import { s3DataLake } from './s3-data-lake.ts'
import { s3Input } from './s3-input.ts'

/** Every connector, by the name that scenarios use. */
export const connectors: Readonly<Record<S3Connection['connector'], Connector>> = { 's3-input': s3Input, 's3-data-lake': s3DataLake }
