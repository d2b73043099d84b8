/**
 * An answer of AWS that is not a success: the code of the service, its sentence, and the extra elements that some codes carry (`BucketName`, `Key`,
 * `RequestTime` …). `wire/` adds the envelope, and the status where none is given: the model's for codes of the model, S3's table for S3's.
 */
export interface AwsError {
  readonly code: string
  readonly message: string
  readonly fields?: Readonly<Record<string, string>>
  readonly status?: number
  /** Response headers beside the envelope: `x-amz-bucket-region`, `x-amz-delete-marker` … */
  readonly headers?: Readonly<Record<string, string>>
}
