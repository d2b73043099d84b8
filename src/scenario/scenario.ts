import type { Span } from '../base/span.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import type { Fixture } from '../fixture/fixture.ts'

/** A fixture, a connection to it, and what is expected when it is as it is and when faults are injected. */
export interface Scenario {
  /** The file's name, as `s3-input`. */
  readonly name: string
  readonly at: Span
  readonly fixture: Fixture
  readonly connection: S3Connection | ServerConnection
  /** Where each connection setting stands in the scenario, by its name there: `inputBucket`. */
  readonly settings: ReadonlyMap<string, Span>
  readonly cases: readonly Case[]
}

export interface Case {
  readonly title: string
  readonly at: Span
  readonly inject: Injection
  readonly expect: Expectation
  /** Words to choose it by, those of its scenario included. */
  readonly tags?: readonly string[]
  /** While somebody works on it, nothing else runs. */
  readonly only?: boolean
}

export type Injection =
  | { readonly kind: 'nothing' }
  /** All of them at once, in this order. */
  | { readonly kind: 'faults'; readonly faults: readonly string[] }
  /** Each fault that applies to the fixture, one after the other. */
  | { readonly kind: 'all' }

export type Expectation =
  | { readonly kind: 'healthy' }
  /** The diagnosis names what was injected. */
  | { readonly kind: 'same' }
  | { readonly kind: 'faults'; readonly faults: readonly ExpectedFault[] }

export interface ExpectedFault {
  readonly fault: string
  /** Where the diagnosis must point. */
  readonly place?: Place
}

/** `read.json#/Statement/0/Resource`: an element of a file of the fixture. */
export interface Place {
  /** As in the spans of the fixture. */
  readonly file: string
  readonly pointer: string
}
