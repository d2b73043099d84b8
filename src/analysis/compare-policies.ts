import type { Policy } from '../policy/policy.ts'
import type { AccessReport } from './access-report.ts'
import { type NewAccessOptions, newAccess } from './new-access.ts'

/** How two policies relate, and the requests that show it. */
export interface PolicyComparison {
  /** Of the second to the first. */
  readonly relation: 'equivalent' | 'wider' | 'narrower' | 'incomparable' | 'undecided'
  readonly added: AccessReport
  readonly removed: AccessReport
}

/** Whether two policies allow the same; requests that AWS cannot produce do not count. */
export function comparePolicies(one: Policy, other: Policy, options: NewAccessOptions = {}): PolicyComparison {
  const [added, removed] = [newAccess(one, other, options), newAccess(other, one, options)]
  return { relation: relationOf(added, removed), added, removed }
}

function relationOf({ verdict: added }: AccessReport, { verdict: removed }: AccessReport): PolicyComparison['relation'] {
  if (added === 'new-access' && removed === 'new-access') return 'incomparable'
  if (added === 'undecided' || removed === 'undecided') return 'undecided'
  if (added === 'new-access') return 'wider'
  return removed === 'new-access' ? 'narrower' : 'equivalent'
}
