import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { Observation } from '../connectors/observation.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import type { SetUp } from '../faults/set-up.ts'
import type { FixVerdict, Repair } from '../scenario/fix-verdict.ts'
import type { Request } from './ask-for.ts'
import type { Chosen } from './chosen.ts'
import type { ErrorMatch } from './compare-error.ts'
import type { Assumption } from './draft.ts'
import type { Suspects } from './suspects.ts'
import type { TicketError, Understood } from './ticket.ts'
import type { RefusedPolicy } from './ticket-file.ts'

/** What came of replaying a ticket. */
export interface Reproduction {
  /**
   * `explained`: what is wrong in the ticket's own documents gives the customer's error, or is all there is to say. `suspected`: the documents are
   * right as far as they go, and these are the faults that look like the error. `elsewhere`: something is wrong, but it is not the error.
   * `healthy`: nothing is wrong, and there is no error. `unexplained`: none of these.
   */
  readonly outcome: 'explained' | 'suspected' | 'elsewhere' | 'healthy' | 'unexplained'
  readonly understood: readonly Understood[]
  /** Slips that were read over, what was not understood, and what is no part of the replay. */
  readonly notes: readonly Problem[]
  readonly settings: readonly UsedSetting[]
  readonly assumptions: readonly Assumption[]
  readonly setUp: SetUp
  readonly replay: Replay
  readonly errors: readonly ReplayedError[]
  readonly causes: readonly TicketCause[]
  /** What comes to light only when the causes are mended: they hide it. */
  readonly beneath: readonly TicketCause[]
  /** Reads of a real account that were refused: what they would show is taken to be healthy. */
  readonly unread: readonly string[]
  /** Documents that AWS does not save. */
  readonly refused: readonly RefusedPolicy[]
  /** Absent where nothing can be mended. */
  readonly repair?: Repair
  /** Of the errors that did not come up again, each class once. */
  readonly suspects: readonly Suspects[]
}

export interface UsedSetting extends Chosen {
  /** As sentences call it: `the bucket`. */
  readonly name: string
}

/** Whether the set-up could be deployed, and what the probe saw. */
export type Replay =
  | { readonly replayed: true; readonly observations: readonly Observation[] }
  | { readonly replayed: false; readonly because: string }

export interface ReplayedError {
  readonly error: TicketError
  readonly match: ErrorMatch
}

/** One thing that is wrong, with its place in the customer's own text. */
export interface TicketCause {
  readonly problem: DiagnosedProblem
  readonly at?: Span
  readonly fix?: FixVerdict
  /** Nothing in the ticket shows that the connection needs this: only the kind that it was taken for does. */
  readonly isUnshown?: true
  /** What to ask for: the document that would allow it is cut off in the ticket, and what is missing may do so. */
  readonly cutOff?: Request
  /** Values in the fix that are made up, each with what it stands for. */
  readonly standIns: readonly string[]
  /** What the fix allows that the error does not ask for, and why. */
  readonly beyondError?: string
}
