import type { Kind } from './kind.ts'
import { attachedPolicy, defaultVersion } from './managed-policy.ts'
import type { SimulatedPolicy } from './simulation.ts'
import type { IamStore, Identity, User } from './store.ts'

/** A policy of a user, group or role, with what an exclusion of the simulator can name it by. */
export type SourcePolicy = SimulatedPolicy &
  (
    | { readonly kind: 'aws-managed' | 'user-managed'; readonly arn: string }
    | { readonly kind: 'inline'; readonly policyName: string; readonly attachmentType: Word; readonly attachmentName: string }
  )

type Word = Kind<Identity>['word']

/**
 * The policies that are attached to an identity or stand in it. The simulator reports a managed policy by its name and an inline policy as
 * `role_NAME_POLICY`, as published transcripts show.
 */
export function policiesOf(word: Word, identity: Identity, iam: IamStore): readonly SourcePolicy[] {
  const inline = [...identity.inline].map(([policyName, { text, policy }]) => ({
    id: `${word}_${identity.name}_${policyName}`,
    text,
    policy,
    kind: 'inline' as const,
    policyName,
    attachmentType: word,
    attachmentName: identity.name,
  }))
  return [...inline, ...[...identity.attached].map((arn) => managedSource(arn, iam))]
}

/** Those of a user, and those of its groups. */
export const policiesOfUser = (user: User, iam: IamStore): readonly SourcePolicy[] => [
  ...policiesOf('user', user, iam),
  ...[...user.groups].flatMap((name) => {
    const group = iam.account(user.account).groups.get(name)
    return group === undefined ? [] : policiesOf('group', group, iam)
  }),
]

function managedSource(arn: string, iam: IamStore): SourcePolicy {
  const managed = attachedPolicy(arn, iam)
  const { text, policy } = defaultVersion(managed)
  return { id: managed.name, text, policy, kind: managed.account === undefined ? 'aws-managed' : 'user-managed', arn }
}

/** The permissions boundary; one that is in use cannot be deleted. */
export function boundaryOf({ boundary }: Identity, iam: IamStore): SimulatedPolicy | undefined {
  return boundary === undefined ? undefined : managedSource(boundary, iam)
}
