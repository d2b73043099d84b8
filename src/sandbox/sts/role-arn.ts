import { err, ok, type Result } from '../../base/result.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'

export interface RoleArn {
  readonly arn: string
  readonly account: AccountId
}

const validationError = (message: string): AwsError => ({ code: 'ValidationError', message, status: 400 })

/** A text that is no ARN at all is named in the answer, as recorded; an ARN of something else is not. */
export function parseRoleArn(arn: string): Result<RoleArn, AwsError> {
  const [prefix, partition, service, , account = '', ...rest] = arn.split(':')
  const resource = rest.join(':')
  if (prefix !== 'arn' || !partition || !service || resource === '') return err(validationError(`${arn} is invalid`))
  const id = parseAccountId(account)
  if (service !== 'iam' || !id.ok || !/^role\/./.test(resource)) return err(validationError('Request ARN is invalid'))
  return ok({ arn, account: id.value })
}
