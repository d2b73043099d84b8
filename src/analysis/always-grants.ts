import type { PolicyType } from '../policy/policy.ts'
import type { AccessReport } from './access-report.ts'
import { type AccessScope, elementsOf } from './access-scope.ts'
import type { AccessSide } from './access-side.ts'
import { type Callers, callersOf } from './caller-choice.ts'
import { type CompareOptions, compareAccess } from './compare-access.ts'
import { madeUp, namesWho, singlePolicy } from './single-policy.ts'

/** Whether the policies allow every request of the scope; each finding is one that they refuse. */
export function alwaysGrants(
  side: AccessSide,
  scope: AccessScope,
  type: PolicyType,
  options: CompareOptions & { readonly callers?: Callers } = {},
): AccessReport {
  const who = namesWho(type) ? { Principal: '*' } : {}
  const needed = madeUp('what is needed', [{ Effect: 'Allow', ...who, ...elementsOf(scope) }], namesWho(type) ? 'resource' : type)
  const after = singlePolicy(needed, type, 'what is needed')
  return compareAccess({ before: side, after, callers: options.callers ?? callersOf(type), showsCaller: namesWho(type) }, options)
}
