import type { Problem } from '../base/problem.ts'
import { lintActions } from './lint-action.ts'
import { lintConditionKeys } from './lint-condition-key.ts'
import { lintConditionValues } from './lint-condition-value.ts'
import { type Finding, finding, type LintContext } from './lint-finding.ts'
import { lintPrincipal } from './lint-principal.ts'
import { lintActionsOnResources, lintResources } from './lint-resource.ts'
import { lintVariables } from './lint-variable.ts'
import type { Policy, PolicyType } from './policy.ts'

const lints = [
  lintPrincipal,
  lintActions,
  lintResources,
  lintActionsOnResources,
  lintConditionKeys,
  lintConditionValues,
  lintVariables,
] as const

/**
 * What AWS takes when the policy is saved, and what cannot work all the same, in the order of the text. What AWS refuses is `refusePolicy`'s to
 * say.
 */
export function lintPolicy(policy: Policy, type: PolicyType): readonly Problem[] {
  return policy.statements
    .flatMap((statement) => lintStatement({ policy, type, statement }))
    .map(({ problem }) => problem)
    .toSorted((a, b) => a.at.start.offset - b.at.start.offset)
}

/** A Deny that never applies is told as such: the cause alone does not say what is at stake. */
function lintStatement(context: LintContext): readonly Finding[] {
  const findings = lints.flatMap((lint) => lint(context))
  const cause = findings.find(({ never }) => never)
  if (context.statement.effect === 'Allow' || cause === undefined) return findings
  return [
    finding('deny-never-fires', context.statement.at, 'this Deny can never apply, so it protects nothing', { help: cause.problem.message }),
    ...findings,
  ]
}
