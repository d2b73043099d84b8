import type { Policy, Statement } from '../policy/policy.ts'
import { comparePolicies } from './compare-policies.ts'
import type { NewAccessOptions } from './new-access.ts'

/** Statements without which the policy allows the same. Of two that say the same each is dead, but not both at once. */
export function deadStatements(policy: Policy, options: NewAccessOptions = {}): readonly Statement[] {
  return policy.statements.filter((statement) => {
    const statements = policy.statements.filter((other) => other !== statement)
    return comparePolicies(policy, { ...policy, statements }, options).relation === 'equivalent'
  })
}
