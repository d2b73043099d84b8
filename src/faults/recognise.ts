import { catalogue } from './catalogue.ts'
import type { Cause } from './cause.ts'
import type { Evidence } from './evidence.ts'
import type { Fault, Finding } from './fault.ts'
import { recogniseBy } from './recognise-by.ts'

export interface Recognised {
  readonly fault: Fault
  readonly finding: Finding
}

/** Every fault that the evidence shows, in the order of the catalogue, and the causes that none of them explains. */
export interface Recognition {
  readonly recognised: readonly Recognised[]
  readonly unexplained: readonly Cause[]
}

export const recogniseFaults = (evidence: Evidence): Recognition => recogniseBy<Cause, Evidence, Finding, Fault>(catalogue, evidence)
