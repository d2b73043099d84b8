import type { Policy, PolicyType } from '../policy/policy.ts'
import type { AccessReport } from './access-report.ts'
import type { CompareOptions } from './compare-access.ts'
import { newAccess } from './new-access.ts'
import { madeUp } from './single-policy.ts'

/** Whom the owner of a resource trusts anyway. */
export interface ZoneOfTrust {
  readonly accounts: readonly string[]
  readonly organizations?: readonly string[]
  readonly vpcEndpoints?: readonly string[]
  /** Services may come in the name of the trusted accounts or organizations; in nobody's name only those that are listed here. */
  readonly services?: readonly string[]
}

/**
 * Who outside of the zone can reach the resource by its policy: the zone is written as a policy itself, and what the resource's policy allows
 * beyond it is external access.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html
 */
export function outsideReach(policy: Policy, zone: ZoneOfTrust, type: PolicyType, options: CompareOptions = {}): AccessReport {
  return newAccess(madeUp('zone of trust', statementsOf(zone), 'resource'), policy, { ...options, type })
}

function statementsOf({ accounts, organizations = [], vpcEndpoints = [], services = [] }: ZoneOfTrust): readonly object[] {
  const when = (key: string, values: readonly string[], more: object = {}): readonly object[] =>
    values.length === 0
      ? []
      : [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition: { StringEquals: { [key]: values }, ...more } }]
  const byService = { Bool: { 'aws:PrincipalIsAWSService': 'true' } }
  const inside = [
    ...when('aws:PrincipalAccount', accounts),
    ...when('aws:PrincipalOrgID', organizations),
    ...when('aws:SourceVpce', vpcEndpoints),
    ...when('aws:SourceAccount', accounts, byService),
    ...when('aws:SourceOrgID', organizations, byService),
    ...services.map((Service) => ({ Effect: 'Allow', Principal: { Service }, Action: '*', Resource: '*' })),
  ]
  return inside.length > 0 ? inside : [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]
}
