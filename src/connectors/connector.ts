import type { Need } from '../fixture/need.ts'
import type { Access, S3Connection } from './connection.ts'
import type { Observation } from './observation.ts'

/** What is known about the buckets of a connection, beyond what the customer typed. */
export interface KnownBuckets {
  /** Files that lie in the folder. */
  readonly keys: readonly string[]
  /** ARN of the KMS key with which the bucket encrypts by default. */
  readonly keyArn?: string
  /** The id of the only VPC from which the access point of the connection is used. */
  readonly accessPointVpc?: string
  /** As `keyArn`, of the transfer bucket. */
  readonly transferKeyArn?: string
  /** The id of the account whose catalog is used, where no role says it. */
  readonly catalogAccount?: string
  /** ARN of the KMS key with which the catalog is encrypted. */
  readonly catalogKeyArn?: string
  /** Where the files of the connection's table lie, as an `s3://` address. */
  readonly tableLocation?: string
}

/** Knows what one kind of connection needs, and how the product tries it out. */
export interface Connector {
  readonly id: S3Connection['connector']
  /** Every permission the connection needs, in the order of the probe. */
  readonly needs: (connection: S3Connection, known: KnownBuckets) => readonly Need[]
  /** Tries everything out, in the order of the probe. It never throws: what goes wrong is an observation. */
  readonly probe: (connection: S3Connection, access: Access) => Promise<readonly Observation[]>
}
