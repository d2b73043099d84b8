import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { noSuchNamed } from './errors.ts'
import type { Subject } from './permission.ts'
import { boundaryOf, policiesOf, policiesOfUser, type SourcePolicy } from './policy-source.ts'
import type { SimulatedPolicy } from './simulation.ts'
import { parseCaller, type SimulatedCaller } from './simulation-input.ts'

/** A user, group or role with what decides for it. */
export interface SimulatedPrincipal {
  readonly policies: readonly SourcePolicy[]
  readonly boundary: SimulatedPolicy | undefined
}

/** The principal of the caller's account with this ARN. */
export function findSimulatedPrincipal(arn: string, call: Call, stores: Stores): Result<SimulatedPrincipal, AwsError> {
  const parsed = parseCaller(arn)
  if (!parsed.ok) return parsed
  const { type, name } = parsed.value
  return identityOf(parsed.value, call, stores)?.arn === arn ? principalOf(parsed.value, call, stores) : err(noSuchNamed(type, name))
}

/** What a permission to ask about it is about. */
export function simulatedSubject(arn: string, { iam }: Stores): Result<Subject, AwsError> {
  const parsed = parseCaller(arn)
  return parsed.ok ? ok({ arn, tags: (iam.user(arn) ?? iam.role(arn))?.tags }) : parsed
}

/**
 * The principal of the caller's account with the name that the ARN ends in: the simulator reads no path, as recorded from AWS
 * (github.com/radkawar/stackd, testdata/aws/iam/resource_authorization.json).
 */
export function findPolicySource(arn: string, call: Call, stores: Stores): Result<SimulatedPrincipal, AwsError> {
  const parsed = parseCaller(arn)
  return parsed.ok ? principalOf(parsed.value, call, stores) : parsed
}

/** What a permission to simulate it is about: the principal itself, wherever the ARN has it. */
export function policySourceSubject(arn: string, call: Call, stores: Stores): Result<Subject, AwsError> {
  const parsed = parseCaller(arn)
  if (!parsed.ok) return parsed
  return simulatedSubject(identityOf(parsed.value, call, stores)?.arn ?? arn, stores)
}

const identityOf = ({ type, name }: SimulatedCaller, call: Call, stores: Stores) => {
  const { users, roles, groups } = callerAccount(call, stores)
  return (type === 'user' ? users : type === 'role' ? roles : groups).get(name)
}

function principalOf({ type, name }: SimulatedCaller, call: Call, stores: Stores): Result<SimulatedPrincipal, AwsError> {
  const account = callerAccount(call, stores)
  const { iam } = stores
  const user = type === 'user' ? account.users.get(name) : undefined
  if (user !== undefined) return ok({ policies: policiesOfUser(user, iam), boundary: boundaryOf(user, iam) })
  const identity = type === 'role' ? account.roles.get(name) : type === 'group' ? account.groups.get(name) : undefined
  if (identity === undefined) return err(noSuchNamed(type, name))
  return ok({ policies: policiesOf(type, identity, iam), boundary: boundaryOf(identity, iam) })
}
