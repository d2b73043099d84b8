import { plain } from '../base/located.ts'
import { type LocatedObject, objectAt } from './piece.ts'

/** S3's own names of request parameters in CloudTrail: query parameters and headers as they were sent. */
const s3Names: Readonly<Record<string, string>> = {
  bucketName: 'Bucket',
  'max-keys': 'MaxKeys',
  'x-amz-acl': 'ACL',
  'x-amz-copy-source': 'CopySource',
  'x-amz-metadata-directive': 'MetadataDirective',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-tagging': 'Tagging',
}

/**
 * The request parameters of an event in the SDK's names: CloudTrail writes `bucketName`, `roleArn`; the SDK `Bucket`, `RoleArn`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
 */
export function cloudTrailParameters(event: LocatedObject, service: string): Readonly<Record<string, unknown>> {
  const parameters = objectAt(event, 'requestParameters')
  if (parameters === undefined) return {}
  const named = (key: string): string => (service === 's3' ? s3Names[key] : undefined) ?? key.charAt(0).toUpperCase() + key.slice(1)
  return Object.fromEntries(parameters.members.map(({ key, value }) => [named(key), plain(value)]))
}
