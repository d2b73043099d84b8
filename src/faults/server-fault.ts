import type { Span } from '../base/span.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import type { FaultFacts } from './fault.ts'
import type { ServerCause } from './server-cause.ts'
import type { ServerEdit } from './server-edit.ts'
import type { ServerEvidence } from './server-evidence.ts'
import type { ServerSetUp } from './server-set-up.ts'

/** As `Fault`, of a connection to a server: something in the network, in its names, or in the server itself. */
export interface ServerFault<F extends ServerFinding = ServerFinding> extends FaultFacts {
  readonly connectors: readonly ServerConnection['connector'][]
  /** What `inject` does, in one clause. */
  readonly example: string
  inject(setUp: ServerSetUp): ServerSetUp | undefined
  recognise(evidence: ServerEvidence): readonly F[]
  say(finding: F, evidence: ServerEvidence): string
  where(finding: F, evidence: ServerEvidence): string
  advise(finding: F, evidence: ServerEvidence): string
  fix(finding: F, evidence: ServerEvidence): readonly ServerEdit[]
}

/** One place where a fault was recognised. */
export interface ServerFinding {
  readonly claims: readonly ServerCause[]
  readonly at?: Span
}

/** Kinds of connections that end in a database, and all kinds. */
export const databases = ['postgres', 'redshift', 'mysql', 'sqlserver', 'mongodb'] as const
export const servers = [...databases, 'sftp'] as const
