import type { AwsError } from './error.ts'
import { invalidArgument } from './invalid-argument.ts'
import { notImplementedHeader, notImplementedParameter } from './s3/not-implemented.ts'
import type { OperationShape } from './wire/shape.ts'
import type { WireRequest } from './wire/wire-request.ts'

/** What stands in a request to S3 although its operation has no place for it. */
export const refuseParameters = (request: WireRequest, shape: OperationShape | undefined): AwsError | undefined =>
  refuseCopySource(request) ??
  refuseSubresource(request, shape) ??
  refuseRename(request, shape) ??
  (shape === undefined ? undefined : refuseOverride(request, shape))

/**
 * Only PUT copies; a POST without an upload is another mistake.
 *
 * @see https://github.com/versity/versitygw/pull/1642, which was compared with S3
 */
function refuseCopySource({ method, headers, parameters }: WireRequest): AwsError | undefined {
  const source = headers.get('x-amz-copy-source')
  if (source === undefined || method === 'PUT' || (method === 'POST' && !parameters.has('uploadId'))) return undefined
  return invalidArgument('You can only specify a copy source header for copy requests.', 'x-amz-copy-source', source)
}

/** Sub-resources of buckets that S3 knows by name where they are asked of an object. */
const ofBuckets: Readonly<Record<string, Pick<AwsError, 'code' | 'message'>>> = {
  // The sentence about versions was recorded from S3: https://github.com/versity/versitygw/issues/1688
  versions: { code: 'InvalidRequest', message: 'There is no such thing as the ?versions sub-resource for a key' },
  // @see https://github.com/versity/versitygw/pull/1641, which was compared with S3
  uploads: { code: 'InvalidRequest', message: 'Key is not expected for the GET method ?uploads subresource' },
  // @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
  logging: { code: 'NoLoggingStatusForKey', message: 'There is no such thing as the ?logging sub-resource for a key' },
}

function refuseSubresource({ method, parameters }: WireRequest, shape: OperationShape | undefined): AwsError | undefined {
  if (shape?.name === 'GetObject') {
    const found = Object.entries(ofBuckets).find(([name]) => parameters.has(name))
    return found === undefined ? undefined : { ...found[1], status: 400 }
  }
  if (parameters.has('torrent') && plainWrites.has(shape?.name ?? '')) return notAllowed(method, 'TORRENT', 'GET')
  if (shape?.name !== 'PutObject' && shape?.name !== 'CopyObject') return undefined
  if (parameters.has('uploadId')) return parameters.has('partNumber') ? undefined : notAllowed(method, 'UPLOAD', 'DELETE, POST, GET')
  // A part without its upload was recorded from S3: https://github.com/versity/versitygw/issues/1226
  return parameters.has('partNumber')
    ? invalidArgument('This operation does not accept partNumber without uploadId', 'partNumber', 'partNumber')
    : undefined
}

/** What a sub-resource that they do not know would be taken for. */
const plainWrites = new Set(['PutObject', 'CopyObject', 'DeleteObject'])

/** As the suite of versity/versitygw (tests/integration/general.go), which is run against S3 too, expects. */
const notAllowed = (method: string, resource: string, allowed: string): AwsError => ({
  code: 'MethodNotAllowed',
  message: 'The specified method is not allowed against this resource.',
  status: 405,
  fields: { Method: method, ResourceType: resource },
  headers: { allow: allowed },
})

/** Objects of general purpose buckets cannot be renamed: recorded from S3 by justincormack/argmin (crates/s3-tests/tests/directory_bucket_features.rs). */
function refuseRename({ headers, parameters }: WireRequest, shape: OperationShape | undefined): AwsError | undefined {
  if (shape?.name !== 'PutObject' && shape?.name !== 'RenameObject') return undefined
  if (parameters.has('renameObject')) return notImplementedParameter('renameObject')
  return headers.has('x-amz-rename-source') ? notImplementedHeader('x-amz-rename-source') : undefined
}

/** Answers of objects have headers that a request may choose, and others that it may not. @see https://github.com/versity/versitygw/issues/2075, recorded from S3 */
function refuseOverride({ parameters }: WireRequest, { name, input }: OperationShape): AwsError | undefined {
  if (name !== 'GetObject' && name !== 'HeadObject') return undefined
  for (const [parameter, value] of parameters) {
    if (!parameter.startsWith('response-') || input.members.some(({ traits }) => traits.query === parameter)) continue
    const message = `${parameter} is not in the set of overridable response headers. Please refer to the S3 API documentation for a complete list of overridable response headers.`
    return invalidArgument(message, parameter, value)
  }
  return undefined
}
