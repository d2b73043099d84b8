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

/** As `recogniseFaults`: the more specific fault takes the causes that it explains. */
export function recogniseServerFaults(evidence: ServerEvidence): ServerRecognition {
  let unexplained = evidence.causes
  const recognised: ServerRecognised[] = []
  const applicable = serverCatalogue.filter(({ connectors }) => connectors.includes(evidence.connection.connector))
  for (const fault of applicable.toSorted((a, b) => b.specificity - a.specificity)) {
    const findings = fault.recognise({ ...evidence, causes: unexplained })
    const claimed = new Set(findings.flatMap(({ claims }) => claims))
    unexplained = unexplained.filter((cause) => !claimed.has(cause))
    recognised.push(...findings.map((finding) => ({ fault, finding })))
  }
  return { recognised: recognised.sort((a, b) => serverCatalogue.indexOf(a.fault) - serverCatalogue.indexOf(b.fault)), unexplained }
}
