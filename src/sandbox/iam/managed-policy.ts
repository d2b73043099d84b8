import { err, ok, type Result } from '../../base/result.ts'
import { parseAccountId } from '../../policy/account-id.ts'
import { parseArn } from '../../policy/arn.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { invalidInput, noSuchPolicy, noSuchVersion, notAttachable, notAuthorized, validationError } from './errors.ts'
import type { Subject } from './permission.ts'
import type { Account, IamStore, Identity, ManagedPolicy, PolicyVersion } from './store.ts'

/** Refuses what is not the ARN of a managed policy. */
export function checkPolicyArn(arn: string): Result<void, AwsError> {
  const parsed = parseArn(arn)
  if (parsed === undefined) return err(validationError('Invalid ARN:  Could not be parsed!'))
  const isPolicy = parsed.service === 'iam' && parsed.resource.startsWith('policy/')
  return isPolicy ? ok(undefined) : err(invalidInput(`ARN ${arn} is not valid.`))
}

/** What a permission on a managed policy is about. IAM has no policies of its resources, so those of other accounts are refused. */
export function policySubject(arn: string, { caller }: Call, { iam }: Stores): Subject {
  const owner = parseAccountId(parseArn(arn)?.account ?? '')
  const foreign = owner.ok && owner.value !== caller.account ? { account: owner.value } : {}
  return { arn, named: `policy ${arn}`, ...foreign, tags: iam.managedPolicy(arn)?.tags }
}

/** The policy with this ARN that the caller's account may see: its own, or AWS's. */
export function visiblePolicy(arn: string, call: Call, stores: Stores): ManagedPolicy | undefined {
  const policy = stores.iam.managedPolicy(arn)
  return policy?.account === undefined || policy.account === call.caller.account ? policy : undefined
}

export function findPolicy(arn: string, call: Call, stores: Stores): Result<ManagedPolicy, AwsError> {
  const policy = visiblePolicy(arn, call, stores)
  return policy === undefined ? err(noSuchPolicy(arn)) : ok(policy)
}

/** For changes: whoever asks, AWS's own policies are not theirs to change (inferred from the denials that administrators report). */
export function findOwnPolicy(arn: string, call: Call, stores: Stores): Result<ManagedPolicy, AwsError> {
  const policy = findPolicy(arn, call, stores)
  return policy.ok && policy.value.account === undefined ? err(notYours(arn, call)) : policy
}

export function findAttachable(arn: string, call: Call, stores: Stores): Result<ManagedPolicy, AwsError> {
  const policy = visiblePolicy(arn, call, stores)
  if (policy === undefined) return err(notAttachable(arn))
  return isForServiceRoles(policy) ? err(forServiceRolesOnly) : ok(policy)
}

export function findVersion(arn: string, versionId: string, call: Call, stores: Stores): Result<VersionOfPolicy, AwsError> {
  const policy = visiblePolicy(arn, call, stores)
  const version = policy?.versions.get(versionId)
  return policy === undefined || version === undefined ? err(noSuchVersion(arn, versionId)) : ok([policy, version])
}

/** As `findOwnPolicy`. */
export function findOwnVersion(arn: string, versionId: string, call: Call, stores: Stores): Result<VersionOfPolicy, AwsError> {
  const found = findVersion(arn, versionId, call, stores)
  return found.ok && found.value[0].account === undefined ? err(notYours(arn, call)) : found
}

type VersionOfPolicy = readonly [ManagedPolicy, PolicyVersion]

const notYours = (arn: string, call: Call): AwsError => notAuthorized(`perform: iam:${call.operation}`, `policy ${arn}`, call)

/** The version that is in force. */
export function defaultVersion(policy: ManagedPolicy): PolicyVersion {
  const version = policy.versions.get(policy.defaultVersionId)
  if (version === undefined) throw new Error(`internal error: ${policy.arn} has no version ${policy.defaultVersionId}`)
  return version
}

/** The users, groups and roles of the account that have the policy attached. */
export const attachedTo = (arn: string, { users, groups, roles }: Account): readonly Identity[] =>
  [...users.values(), ...groups.values(), ...roles.values()].filter(({ attached }) => attached.has(arn))

/** The users and roles of the account that have the policy as their permissions boundary. */
export const boundedBy = (arn: string, { users, roles }: Account): readonly Identity[] =>
  [...users.values(), ...roles.values()].filter(({ boundary }) => boundary === arn)

/** AWS's policies and, in the caller's account, the customer's. */
export const allPolicies = (call: Call, stores: Stores): readonly ManagedPolicy[] => [
  ...stores.iam.awsPolicies().values(),
  ...callerAccount(call, stores).policies.values(),
]

/** The ARN's policy by ARN in `iam`, for lists: an attached policy is there, because one that is attached cannot be deleted. */
export function attachedPolicy(arn: string, iam: IamStore): ManagedPolicy {
  const policy = iam.managedPolicy(arn)
  if (policy === undefined) throw new Error(`internal error: ${arn} is attached and does not exist`)
  return policy
}

const isForServiceRoles = ({ account, path }: ManagedPolicy): boolean => account === undefined && path.startsWith('/aws-service-role/')

/** The words are those of bug reports (inferred to be complete). @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
const forServiceRolesOnly: AwsError = {
  code: 'PolicyNotAttachable',
  message: 'Cannot attach a Service Role Policy to a Customer Role.',
}
