import type { AttachedPolicy, PolicySet } from '../../src/engine/policy-set.ts'
import type { Policy, Statement } from '../../src/policy/policy.ts'

/** The policy set with each of its policies put through `edit`. */
export function editPolicies(set: PolicySet, edit: (policy: Policy) => Policy): PolicySet {
  const one = (attached: AttachedPolicy): AttachedPolicy => ({ ...attached, policy: edit(attached.policy) })
  const { resource, permissionsBoundary, session, serviceControl, resourceControl, vpcEndpoint } = set
  return {
    ...set,
    identity: set.identity.map(one),
    ...(resource === undefined ? {} : { resource: one(resource) }),
    ...(permissionsBoundary === undefined || permissionsBoundary === 'deleted' ? {} : { permissionsBoundary: one(permissionsBoundary) }),
    ...(session === undefined ? {} : { session: session.map(one) }),
    ...(serviceControl === undefined ? {} : { serviceControl: serviceControl.map((level) => level.map(one)) }),
    ...(resourceControl === undefined ? {} : { resourceControl: resourceControl.map((level) => level.map(one)) }),
    ...(vpcEndpoint === undefined ? {} : { vpcEndpoint: one(vpcEndpoint) }),
  }
}

/** The policy set with each statement replaced by those that `edit` makes of it. */
export const editStatements = (set: PolicySet, edit: (statement: Statement) => readonly Statement[]): PolicySet =>
  editPolicies(set, (policy) => ({
    ...policy,
    statements: policy.statements.flatMap(edit).map((statement, index) => ({ ...statement, index })),
  }))
