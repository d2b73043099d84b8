import type { CompletedPart } from '@aws-sdk/client-s3'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'

/** A part that was not uploaded, or not as the completion has it. Recorded from AWS. */
export const invalidPart = ({ ETag, PartNumber }: Parsed<CompletedPart>, uploadId: string): AwsError => ({
  code: 'InvalidPart',
  message:
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  status: 400,
  fields: { UploadId: uploadId, PartNumber: String(PartNumber), ETag: unquoted(ETag) },
})

export const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')
