import { recogniseBy } from './recognise-by.ts'
import { serverCatalogue } from './server-catalogue.ts'
import type { ServerCause } from './server-cause.ts'
import type { ServerEvidence } from './server-evidence.ts'
import type { ServerFault, ServerFinding } from './server-fault.ts'

export interface ServerRecognised {
  readonly fault: ServerFault
  readonly finding: ServerFinding
}

/** Every fault that the evidence shows, in the order of the catalogue, and the causes that none of them explains. */
export interface ServerRecognition {
  readonly recognised: readonly ServerRecognised[]
  readonly unexplained: readonly ServerCause[]
}

export const recogniseServerFaults = (evidence: ServerEvidence): ServerRecognition =>
  recogniseBy<ServerCause, ServerEvidence, ServerFinding, ServerFault>(
    serverCatalogue.filter(({ connectors }) => connectors.includes(evidence.connection.connector)),
    evidence,
  )
