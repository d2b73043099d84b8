import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, noSuchEntity } from './errors.ts'
import { checkPolicyArn, visiblePolicy } from './managed-policy.ts'

/** Refuses what cannot be a boundary, as creating and bounding a user or role do. */
export function checkBoundary(arn: string | undefined, call: Call, stores: Stores): Result<void, AwsError> {
  if (arn === undefined) return ok(undefined)
  if (!checkPolicyArn(arn).ok) return err(invalidInput(`ARN ${arn} is not valid.`))
  if (visiblePolicy(arn, call, stores) !== undefined) return ok(undefined)
  return err(noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`))
}

/** As users and roles carry it in answers; the type was recorded as `Policy`, which is not what the model says. */
export interface BoundaryOutput {
  readonly PermissionsBoundaryType: 'Policy'
  readonly PermissionsBoundaryArn: string
}

export const boundaryOutput = (boundary: string | undefined): BoundaryOutput | undefined =>
  boundary === undefined ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary }
