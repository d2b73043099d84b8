import type { Need } from '../fixture/need.ts'
import type { Access, S3Connection } from './connection.ts'
import type { Observation } from './observation.ts'

/** Knows what one kind of connection needs, and how the product tries it out. */
export interface Connector {
  readonly id: S3Connection['connector']
  /** Every permission the connection needs, in the order of the probe. `keys` are files that lie in the folder. */
  readonly needs: (connection: S3Connection, keys: readonly string[]) => readonly Need[]
  /** Tries everything out, in the order of the probe. It never throws: what goes wrong is an observation. */
  readonly probe: (connection: S3Connection, access: Access) => Promise<readonly Observation[]>
}
