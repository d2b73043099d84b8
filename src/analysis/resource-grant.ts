import type { PrincipalPattern } from '../policy/policy.ts'
import type { Alternatives, SideStatement } from './access-side.ts'

/**
 * The allows of a resource policy by how far they reach to one user or role of the same account: `direct` past implicit denies of the identity policy and the
 * permissions boundary, `limited` past the identity policy only, `delegated` to the account, whose identity policies must allow as well.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export interface ResourceGrants {
  readonly direct: Alternatives
  readonly limited: Alternatives
  readonly delegated: Alternatives
}

type Reach = keyof ResourceGrants

/** Takes a statement that names the caller in several ways apart: each way is a statement of its own. */
export function grantsOf(allows: Alternatives, caller: 'user' | 'role'): ResourceGrants {
  const of = (reach: Reach): Alternatives =>
    allows.flatMap((each) => narrowed(each, (pattern) => reachOf(pattern, caller) === reach, reach))
  return { direct: of('direct'), limited: of('limited'), delegated: of('delegated') }
}

function narrowed(each: SideStatement, isMeant: (pattern: PrincipalPattern) => boolean, reach: Reach): Alternatives {
  const { principal } = each.statement
  if (principal === undefined) return []
  // Whom a NotPrincipal leaves in is named as everyone.
  if (principal.element === 'NotPrincipal') return reach === 'direct' ? [each] : []
  const patterns = principal.patterns.filter(isMeant)
  if (patterns.length === 0) return []
  return patterns.length === principal.patterns.length
    ? [each]
    : [{ ...each, statement: { ...each.statement, principal: { ...principal, patterns } } }]
}

function reachOf({ type, text }: PrincipalPattern, caller: 'user' | 'role'): Reach {
  if (type === 'CanonicalUser' || /^\d{12}$/.test(text) || /^arn:[^:]*:iam::\d{12}:root$/.test(text)) return 'delegated'
  if (type !== 'AWS' || text === '*' || caller === 'user') return 'direct'
  return /^arn:[^:]*:sts::/.test(text) ? 'direct' : 'limited'
}
