import type { MatchedPattern } from './decision.ts'
import type { RequestFacts } from './request-facts.ts'

/** How a pattern names the caller. */
export type Naming = NonNullable<MatchedPattern['names']>

/**
 * How far a grant of a resource policy reaches within the account:
 * `direct` past implicit denies of identity policy, permissions boundary and session policy;
 * `limited` past the identity policy only;
 * `delegated` to the account, whose identity policies must allow as well.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export type Reach = 'direct' | 'limited' | 'delegated'

/** What the way a policy names the caller means for the grant. */
export function reachOf(names: Naming, { principal }: RequestFacts): Reach {
  switch (names) {
    case 'account':
    case 'canonicalUser':
      return principal.type === 'root' ? 'direct' : 'delegated'
    case 'role':
      return 'limited'
    case 'uniqueId':
      return principal.type === 'assumedRole' ? 'limited' : 'direct'
    case 'user':
      return principal.type === 'federatedUser' ? 'limited' : 'direct'
    case 'everyone':
    case 'session':
    case 'federatedUser':
    case 'service':
    case 'federated':
      return 'direct'
  }
}

const rank = { delegated: 1, limited: 2, direct: 3 } as const satisfies Record<Reach, number>
const rankOf = (reach: Reach | undefined): number => (reach === undefined ? 0 : rank[reach])

/** The grant that reaches farther. */
export const farther = (one: Reach | undefined, other: Reach | undefined): Reach | undefined => (rankOf(one) >= rankOf(other) ? one : other)

/** Whether a grant to the caller by one name reaches farther than by the other. */
export const reachesFarther = (one: Naming, other: Naming, facts: RequestFacts): boolean =>
  rankOf(reachOf(one, facts)) > rankOf(reachOf(other, facts))
