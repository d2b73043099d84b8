import type { Policy, PolicyType } from '../policy/policy.ts'
import type { AccessReport } from './access-report.ts'
import { callersOf } from './caller-choice.ts'
import { type CompareOptions, compareAccess } from './compare-access.ts'
import { layerOf, singlePolicy } from './single-policy.ts'

/**
 * What `after` allows that `before` does not, each policy by itself: decided for every request there is, and shown by requests that the engine
 * replays.
 */
export function newAccess(before: Policy, after: Policy, type: PolicyType, options: CompareOptions = {}): AccessReport {
  const callers = callersOf(type)
  return compareAccess(
    {
      before: singlePolicy(before, type, 'before'),
      after: singlePolicy(after, type, 'after'),
      callers,
      showsCaller: layerOf(type) === 'resource' || layerOf(type) === 'vpcEndpoint' || layerOf(type) === 'resourceControl',
    },
    options,
  )
}
