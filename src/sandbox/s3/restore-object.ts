import type { RestoreObjectOutput, RestoreObjectRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { onObject } from './on-object.ts'
import { chargedOutput } from './requester-pays.ts'
import { isArchived } from './storage-class.ts'
import { changeVersion } from './versions.ts'

type Input = Parsed<RestoreObjectRequest>

/** An object that is restored already only gets more time. */
type Output = RestoreObjectOutput & { readonly wasRestored: boolean }

/** The copy of an archived object is there at once. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html */
export const restoreObject: Operation<RestoreObjectRequest, Output> = {
  ...onObject({
    action: 's3:RestoreObject',
    hasVersionAction: false,
    refuse: (input: Input) => refuse(input),
    run: ({ bucket, object }, input, call) => {
      if (!isArchived(object.storageClass)) return err(notArchived)
      const wasRestored = object.restored !== undefined && object.restored.until > call.now
      changeVersion(bucket, object, { restored: { until: endOfRestore(input.RestoreRequest?.Days ?? 1, call.now) } })
      return ok({ wasRestored, ...chargedOutput(bucket, call) })
    },
  }),
  status: ({ wasRestored }) => (wasRestored ? 200 : 202),
}

/** Restoring to another place went with S3 Select. */
function refuse({ RestoreRequest: request }: Input): AwsError | undefined {
  if (request?.Type !== undefined || request?.SelectParameters !== undefined || request?.OutputLocation !== undefined) {
    return { code: 'MethodNotAllowed', message: 'The specified method is not allowed against this resource.', status: 405 }
  }
  return request?.Days === undefined || request.Days < 1 ? malformedXml : undefined
}

/** To the next midnight. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html */
const endOfRestore = (days: number, now: Date): Date => new Date((Math.floor(now.getTime() / 86_400_000) + days + 1) * 86_400_000)

const notArchived: AwsError = {
  code: 'InvalidObjectState',
  message: "Restore is not allowed for the object's current storage class",
  status: 403,
}
