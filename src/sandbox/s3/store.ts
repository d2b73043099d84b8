/** What S3 knows. Only the operations of `s3/` write to it. */
export class S3Store {}
