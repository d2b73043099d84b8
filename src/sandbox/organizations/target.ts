import type { PolicyTargetSummary } from '@aws-sdk/client-organizations'
import type { Organization } from './store.ts'

/** The ARN of a root, unit or account by its id, whether it is there or not. */
export function targetArn(organization: Organization, id: string): string {
  if (id.startsWith('r-')) return organization.arn('root', id)
  return id.startsWith('ou-') ? organization.arn('ou', id) : organization.arn('account', id)
}

export const policyArn = (organization: Organization, id: string): string =>
  organization.policies.get(id)?.arn ?? organization.arn('policy', 'service_control_policy', id)

export function targetOutput(organization: Organization, id: string): PolicyTargetSummary {
  const [unit, member] = [organization.units.get(id), organization.member(id)]
  const Arn = targetArn(organization, id)
  if (unit !== undefined) return { TargetId: id, Arn, Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' }
  return member === undefined
    ? { TargetId: id, Arn, Name: 'Root', Type: 'ROOT' }
    : { TargetId: id, Arn, Name: member.name, Type: 'ACCOUNT' }
}
