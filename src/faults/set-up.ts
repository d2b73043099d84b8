import type { S3Connection } from '../connectors/connection.ts'
import type { Fixture } from '../fixture/fixture.ts'

/** What faults are put into and diagnosed in: a fixture, and the connection to it. */
export interface SetUp {
  readonly fixture: Fixture
  readonly connection: S3Connection
}
