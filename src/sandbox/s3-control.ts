import { err, ok, type Result } from '../base/result.ts'
import type { AwsError } from './error.ts'
import { accountOperations } from './s3/account-public-access-block.ts'
import type { Service } from './services.ts'
import { notImplemented } from './wire/refusal.ts'
import type { OperationShape } from './wire/shape.ts'
import type { WireRequest } from './wire/wire-request.ts'

/** S3 Control is another API behind the same signature: it says whose account is meant. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html */
export const isS3Control = ({ path, headers }: WireRequest): boolean => path.startsWith('/v20180820/') && headers.has('x-amz-account-id')

const operationNames: Readonly<Record<string, keyof typeof accountOperations>> = {
  GET: 'GetPublicAccessBlock',
  PUT: 'PutPublicAccessBlock',
  DELETE: 'DeletePublicAccessBlock',
}

export function findControlOperation({ model }: Service, { method, path }: WireRequest): Result<OperationShape, AwsError> {
  const name = path === '/v20180820/configuration/publicAccessBlock' ? operationNames[method] : undefined
  const shape = name === undefined ? undefined : model.operation(name)
  return shape === undefined ? err(notImplemented(`S3 Control: ${method} ${path}`)) : ok(shape)
}

export const controlService = (service: Service): Service => ({ ...service, operations: accountOperations })
