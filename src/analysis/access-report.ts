import type { Span } from '../base/span.ts'
import type { LayerName } from '../engine/decision.ts'
import type { Request } from '../engine/request.ts'
import type { Witness } from './witness.ts'

/** What a comparison comes to. */
export interface AccessReport {
  readonly verdict: AccessVerdict
  /** One for each class of actions, with a shortest example. */
  readonly findings: readonly AccessFinding[]
  /** What could not be decided, and why. */
  readonly undecided: readonly Undecided[]
  /** What the answer takes for granted. */
  readonly assumptions: readonly string[]
  readonly classesChecked: number
  /** The day of the reference data by which wildcards were expanded. */
  readonly actionsUniverse: string
}

/** `unreachable-only`: newly allowed are requests that AWS cannot produce, as reading an object by the ARN of a bucket. */
export type AccessVerdict = 'new-access' | 'unreachable-only' | 'none' | 'undecided'

export interface AccessFinding {
  readonly actions: readonly string[]
  /** Whether the resource is one that requests for the actions can have. */
  readonly reachable: boolean
  readonly witness: Witness
  /** The witness as the engine replays it: allowed after, refused before. */
  readonly request: Request
  readonly because: {
    /** The statements that allow it now. */
    readonly allowedBy: readonly StatementPlace[]
    /** The Deny that refused it before. */
    readonly deniedBefore: readonly StatementPlace[]
    /** Allow statements of before that fail in one element only. */
    readonly nearestBefore: readonly StatementPlace[]
  }
  /** Every such request is new. */
  readonly generalised: string
  readonly conditions: readonly string[]
}

export interface StatementPlace {
  readonly layer: LayerName
  readonly policy: string
  readonly index: number
  readonly sid?: string
  readonly at: Span
  /** Elements that do not match, where that is why it is named. */
  readonly misses?: readonly string[]
}

export interface Undecided {
  readonly actions: readonly string[]
  readonly code: 'states' | 'time' | 'variables' | 'not-principal' | 'outside' | 'mixed-values' | 'replay' | 'unresolved-variable'
  readonly because: string
  /** The statement of after that may allow. */
  readonly statement?: StatementPlace
}
