import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { noSuchNamed } from './errors.ts'
import type { Subject } from './permission.ts'
import { boundaryOf, policiesOf, policiesOfUser, type SourcePolicy } from './policy-source.ts'
import type { SimulatedPolicy } from './simulation.ts'
import { parseCaller } from './simulation-input.ts'

/** A user, group or role with what decides for it. */
export interface SimulatedPrincipal {
  readonly policies: readonly SourcePolicy[]
  readonly boundary: SimulatedPolicy | undefined
}

/** The principal of the caller's account with this ARN. */
export function findSimulatedPrincipal(arn: string, call: Call, stores: Stores): Result<SimulatedPrincipal, AwsError> {
  const parsed = parseCaller(arn)
  if (!parsed.ok) return parsed
  const caller = parsed.value
  const account = callerAccount(call, stores)
  const { iam } = stores
  const user = caller.type === 'user' ? account.users.get(caller.name) : undefined
  if (user?.arn === arn) return ok({ policies: policiesOfUser(user, iam), boundary: boundaryOf(user, iam) })
  const identity =
    caller.type === 'role' ? account.roles.get(caller.name) : caller.type === 'group' ? account.groups.get(caller.name) : undefined
  if (identity?.arn !== arn) return err(noSuchNamed(caller.type, caller.name))
  return ok({ policies: policiesOf(caller.type, identity, iam), boundary: boundaryOf(identity, iam) })
}

/** What a permission to simulate it is about. */
export function simulatedSubject(arn: string, { iam }: Stores): Result<Subject, AwsError> {
  const parsed = parseCaller(arn)
  return parsed.ok ? ok({ arn, tags: (iam.user(arn) ?? iam.role(arn))?.tags }) : parsed
}
