import type { Policy, PolicyType } from '../policy/policy.ts'
import type { AccessReport } from './access-report.ts'
import { callersOf } from './caller-choice.ts'
import { type CompareOptions, compareAccess } from './compare-access.ts'
import { namesWho, singlePolicy } from './single-policy.ts'

export interface NewAccessOptions extends CompareOptions {
  /** What the policies are; `identity` unless given. */
  readonly type?: PolicyType
}

/**
 * What `after` allows that `before` does not, each policy by itself: decided for every request there is, and shown by requests that the engine
 * replays.
 */
export function newAccess(before: Policy, after: Policy, options: NewAccessOptions = {}): AccessReport {
  const { type = 'identity' } = options
  const sides = { before: singlePolicy(before, type, 'before'), after: singlePolicy(after, type, 'after') }
  return compareAccess({ ...sides, callers: callersOf(type), showsCaller: namesWho(type) }, options)
}
