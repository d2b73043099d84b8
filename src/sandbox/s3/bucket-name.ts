import type { AwsError } from '../error.ts'

/** Prefixes and suffixes that S3 keeps for itself. */
const reserved = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/

/** Labels between the dots begin and end with a letter or digit. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !/\.\.|\.-|-\./.test(name) &&
  !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
  !reserved.test(name)

export const refuseBucketName = (name: string): AwsError | undefined => (isBucketName(name) ? undefined : invalidBucketName(name))

const invalidBucketName = (name: string): AwsError => ({
  code: 'InvalidBucketName',
  message: 'The specified bucket is not valid.',
  status: 400,
  fields: { BucketName: name },
})

/** Names that no bucket has, those with capitals and underscores of before 2018 included. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export const isImpossibleBucket = (name: string): boolean => !/^[A-Za-z0-9._-]{3,255}$/.test(name)

/** A bucket that is not there. @see https://github.com/versity/versitygw/issues/1358, recorded from S3 */
export const noSuchBucket = (name: string): AwsError =>
  isImpossibleBucket(name)
    ? invalidBucketName(name)
    : { code: 'NoSuchBucket', message: 'The specified bucket does not exist', fields: { BucketName: name } }
