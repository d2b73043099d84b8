import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import { type AccessPoint, accessPointArn, accessPointContext } from '../s3/access-point.ts'
import { noSuchAccessPoint } from '../s3/find-access-point.ts'
import { type OperationOf, statusOf } from '../s3/on-bucket.ts'
import { parseRegion } from '../s3/region.ts'
import type { Stores } from '../stores.ts'
import { parseAccessPointArn } from '../wire/access-point-address.ts'
import { callerAccount } from './on-account.ts'

interface PointInput {
  readonly Name: string
}

interface PointOperation<Input, Output> {
  readonly action: string
  /** Where it is not the access point. */
  readonly resource?: '*'
  /** Where it is not the model's. */
  readonly status?: number
  readonly run: (point: AccessPoint, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

/** An operation on one access point of the caller's account, which needs one permission on it. Its own policy has a say too. */
export const onAccessPoint = <Input extends PointInput, Output extends object>(
  operation: PointOperation<Input, Output>,
): OperationOf<Input, Output> => ({
  requires: (input, call, stores) => {
    const named = arnOf(input, call)
    if (!named.ok) return named
    const point = stores.s3.accessPoints.get(named.value)
    const policy = point?.policy?.current(stores.iam).policy
    return ok([
      {
        action: operation.action,
        resource: operation.resource ?? named.value,
        ...(point === undefined ? {} : { context: accessPointContext(point) }),
        ...(policy === undefined || operation.resource === '*' ? {} : { policies: { resource: { name: nameOf(input), policy } } }),
      },
    ])
  },
  run: (input, call, stores) => {
    const named = arnOf(input, call)
    if (!named.ok) return named
    const point = stores.s3.accessPoints.get(named.value)
    return point === undefined ? err(noSuchAccessPoint(nameOf(input))) : operation.run(point, input, call, stores)
  },
  ...statusOf(operation),
})

/** The name, or the ARN that has it. */
const nameOf = ({ Name }: PointInput): string => parseAccessPointArn(Name)?.name ?? Name

function arnOf(input: PointInput, call: Call): Result<string, AwsError> {
  const account = callerAccount(call)
  if (!account.ok) return account
  return ok(accessPointArn({ name: nameOf(input), account: account.value, region: parseRegion(call.region) ?? 'us-east-1' }))
}
