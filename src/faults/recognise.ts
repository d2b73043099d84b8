import { catalogue } from './catalogue.ts'
import type { Cause } from './cause.ts'
import type { Evidence } from './evidence.ts'
import type { Fault, Finding } from './fault.ts'

export interface Recognised {
  readonly fault: Fault
  readonly finding: Finding
}

/** Every fault that the evidence shows, in the order of the catalogue, and the causes that none of them explains. */
export interface Recognition {
  readonly recognised: readonly Recognised[]
  readonly unexplained: readonly Cause[]
}

/** The more specific fault takes the causes that it explains, so that no general one claims them too. */
export function recogniseFaults(evidence: Evidence): Recognition {
  let unexplained = evidence.causes
  const recognised: Recognised[] = []
  for (const fault of catalogue.toSorted((a, b) => b.specificity - a.specificity)) {
    const findings = fault.recognise({ ...evidence, causes: unexplained })
    const claimed = new Set(findings.flatMap(({ claims }) => claims))
    unexplained = unexplained.filter((cause) => !claimed.has(cause))
    recognised.push(...findings.map((finding) => ({ fault, finding })))
  }
  return { recognised: recognised.sort((a, b) => catalogue.indexOf(a.fault) - catalogue.indexOf(b.fault)), unexplained }
}
