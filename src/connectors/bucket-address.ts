import type { S3Connection } from './connection.ts'

type Addressed = Pick<S3Connection, 'bucket' | 'accessPoint'>

/** What requests name in the place of the bucket: the access point, where they go through one. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html */
export const bucketAddress = ({ bucket, accessPoint }: Addressed): string => accessPoint ?? bucket

/** The file that a copy is made of. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copySource = ({ bucket, accessPoint }: Addressed, key: string): string =>
  accessPoint === undefined ? `${bucket}/${encodeURI(key)}` : `${accessPoint}/object/${encodeURI(key)}`
