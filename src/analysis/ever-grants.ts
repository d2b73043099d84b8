import type { PolicyType } from '../policy/policy.ts'
import type { AccessReport } from './access-report.ts'
import { type AccessScope, elementsOf } from './access-scope.ts'
import type { AccessSide } from './access-side.ts'
import { type Callers, callersOf } from './caller-choice.ts'
import { type CompareOptions, compareAccess } from './compare-access.ts'
import { madeUp, namesWho, singlePolicy } from './single-policy.ts'

/** Whether the policies ever allow one of the actions on one of the resources; each finding is a request that they allow. */
export function everGrants(
  side: AccessSide,
  scope: AccessScope,
  type: PolicyType,
  options: CompareOptions & { readonly callers?: Callers } = {},
): AccessReport {
  const who = namesWho(type) ? { Principal: '*' } : {}
  const allElse = madeUp(
    'everything else',
    [
      { Effect: 'Allow', ...who, Action: '*', Resource: '*' },
      { Effect: 'Deny', ...who, ...elementsOf(scope) },
    ],
    namesWho(type) ? 'resource' : type,
  )
  const before = singlePolicy(allElse, type, 'everything else')
  return compareAccess({ before, after: side, callers: options.callers ?? callersOf(type), showsCaller: namesWho(type) }, options)
}
