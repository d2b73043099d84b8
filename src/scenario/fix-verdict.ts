import type { Observation } from '../connectors/observation.ts'
import type { Diagnosis, KnownFault } from '../diagnose/diagnosis.ts'
import type { SetUp } from '../faults/set-up.ts'
import type { Excess } from './beyond-need.ts'

/** What came of a fix that was tried out. */
export type FixVerdict =
  /** Applied in a fresh sandbox and probed, alone or together with the other fixes: what it mends is mended, and nothing is allowed beyond the need. */
  | { readonly verdict: 'verified' }
  /** It mends, and allows more than the connection needs. */
  | { readonly verdict: 'tooWide'; readonly excess: readonly Excess[] }
  /** The fault is still there, or something is wrong that was not before. */
  | { readonly verdict: 'doesNotHeal'; readonly left: readonly string[] }
  /** There is nothing to apply: only the customer can do it. */
  | { readonly verdict: 'nothingToApply' }

export interface VerifiedFix {
  readonly problem: KnownFault
  readonly verdict: FixVerdict
}

/** All fixes of a diagnosis, tried out together and each by itself. */
export interface Repair {
  readonly fixes: readonly VerifiedFix[]
  /** With every fix applied that there is. */
  readonly mended: SetUp
  /** What is wrong after that, by the probe. */
  readonly after: Diagnosis
  readonly observations: readonly Observation[]
}
