import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'

// The words below were recorded from IAM (snapshots of the LocalStack project, github.com/localstack/localstack, tests/aws/services/iam), where a
// comment does not say otherwise.

export const noSuchEntity = (message: string): AwsError => ({ code: 'NoSuchEntity', message })

/** `kind` in lower case, as IAM has it: `The role with name x cannot be found.` */
export const noSuchNamed = (kind: string, name: string): AwsError => noSuchEntity(`The ${kind} with name ${name} cannot be found.`)

export const noSuchInstanceProfile = (name: string): AwsError => noSuchEntity(`Instance Profile ${name} cannot be found.`)

export const noSuchPolicy = (arn: string): AwsError => noSuchEntity(`Policy ${arn} was not found.`)

export const notAttachable = (arn: string): AwsError => noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)

export const noSuchVersion = (arn: string, versionId: string): AwsError =>
  noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`)

export const entityAlreadyExists = (message: string): AwsError => ({ code: 'EntityAlreadyExists', message })

export const deleteConflict = (message: string): AwsError => ({ code: 'DeleteConflict', message })

export const limitExceeded = (quota: string, limit: number): AwsError => ({
  code: 'LimitExceeded',
  message: `Cannot exceed quota for ${quota}: ${limit}`,
})

export const validationError = (message: string): AwsError => ({ code: 'ValidationError', message, status: 400 })

export const invalidInput = (message: string): AwsError => ({ code: 'InvalidInput', message })

export const malformedPolicy = (message: string): AwsError => ({ code: 'MalformedPolicyDocument', message })

/**
 * The words of reports by tools that try it, as github.com/hashicorp/terraform-provider-aws has them (inferred to be complete).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export const unmodifiable = (roleName: string): AwsError => ({
  code: 'UnmodifiableEntity',
  message: `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
})

/** A refusal that is none of a policy. */
export const notAuthorized = (toDo: string, resource: string, { caller }: Call): AwsError => ({
  code: 'AccessDenied',
  message: `User: ${principalArn(caller.principal)} is not authorized to ${toDo} on resource: ${resource}`,
  status: 403,
})
