import type { Request } from './ask-for.ts'

/** The faults that may be behind an error which the documents of the ticket do not explain. */
export interface Suspects {
  readonly says: string
  /** The class of faults that look alike; absent where the error is of no known class. */
  readonly class?: string
  readonly candidates: readonly Suspect[]
  /** Faults of the class that the documents of the ticket rule out. */
  readonly ruledOut: readonly string[]
  /** What to ask the customer for, the most telling first. */
  readonly ask: readonly Request[]
}

export interface Suspect {
  readonly fault: string
  readonly summary: string
  /** Put into this set-up, the fault gives this very answer; else it is only known to look like this. */
  readonly proven: boolean
}
