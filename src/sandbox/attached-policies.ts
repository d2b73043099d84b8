import type { AttachedPolicy, PolicySet } from '../engine/policy-set.ts'
import { parsePolicyText } from '../policy/parse-policy.ts'
import type { Group, IamStore, Role, User } from './iam/store.ts'
import type { Caller } from './operation.ts'

/** What the root user may do, for sessions that it issued. */
let rootPolicy: AttachedPolicy | undefined

function everything(): AttachedPolicy {
  const document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
  const policy = rootPolicy === undefined ? parsePolicyText(document, 'root-user', 'identity') : undefined
  if (policy?.ok === true) rootPolicy = { name: 'root user', policy: policy.value }
  if (rootPolicy === undefined) throw new Error('internal error: the root policy is malformed')
  return rootPolicy
}

type CallerPolicies = Pick<PolicySet, 'identity' | 'permissionsBoundary' | 'session'>

/** The policies that the caller brings along, as they are at this moment: a change applies to running sessions at once. */
export function attachedPolicies({ principal, session }: Caller, iam: IamStore): CallerPolicies {
  const passed = session?.policies === undefined ? {} : { session: session.policies }
  const identity = session?.issuer ?? principal
  switch (identity.type) {
    case 'role':
      return { ...ofRole(session && iam.account(session.account).roles.get(identity.name), iam), ...passed }
    case 'user':
      return { ...ofUser(findUser(principal, session?.issuer, iam), iam), ...passed }
    case 'root':
      // A session policy limits the root user's federated sessions; where none was passed the engine lets the root user do all.
      return { identity: session === undefined ? [] : [everything(), ...taskPolicyOf(session, iam)], ...passed }
    default:
      return { identity: [], ...passed }
  }
}

/** An identity-based policy that denies all but one task. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html */
function taskPolicyOf({ taskPolicy }: NonNullable<Caller['session']>, iam: IamStore): readonly AttachedPolicy[] {
  const policy = taskPolicy === undefined ? undefined : managedPolicy(taskPolicy, iam)
  return policy === undefined ? [] : [policy]
}

function findUser(
  principal: Caller['principal'],
  issuer: { readonly type: string; readonly name?: string } | undefined,
  iam: IamStore,
): User | undefined {
  if (!('account' in principal)) return undefined
  const name = issuer?.name ?? principal.arn.split('/').at(-1) ?? ''
  return iam.account(principal.account).users.get(name)
}

function ofRole(role: Role | undefined, iam: IamStore): CallerPolicies {
  return role === undefined ? { identity: [] } : { identity: policiesOf(role, iam), ...boundaryOf(role, iam) }
}

function ofUser(user: User | undefined, iam: IamStore): CallerPolicies {
  if (user === undefined) return { identity: [] }
  const identity = policiesOf(user, iam)
  if (user.groups.size > 0) {
    const { groups } = iam.account(user.account)
    for (const name of user.groups) {
      const group = groups.get(name)
      if (group !== undefined) identity.push(...policiesOf(group, iam))
    }
  }
  return { identity, ...boundaryOf(user, iam) }
}

function policiesOf({ inline, attached }: User | Group | Role, iam: IamStore): AttachedPolicy[] {
  const policies: AttachedPolicy[] = []
  for (const [name, { policy }] of inline) policies.push({ name, policy })
  for (const arn of attached) {
    const managed = managedPolicy(arn, iam)
    if (managed !== undefined) policies.push(managed)
  }
  return policies
}

/** A boundary whose policy was deleted stays in place and allows nothing. */
function boundaryOf({ boundary }: User | Role, iam: IamStore): Pick<PolicySet, 'permissionsBoundary'> {
  return boundary === undefined ? {} : { permissionsBoundary: managedPolicy(boundary, iam) ?? 'deleted' }
}

/** The default version of a managed policy. */
export function managedPolicy(arn: string, iam: IamStore): AttachedPolicy | undefined {
  const managed = iam.managedPolicy(arn)
  const version = managed?.versions.get(managed.defaultVersionId)
  return managed === undefined || version === undefined ? undefined : { name: managed.name, arn, policy: version.policy }
}
