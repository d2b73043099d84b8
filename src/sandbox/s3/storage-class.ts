import type { AwsError } from '../error.ts'

/** The classes that an object of a general purpose bucket can have. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html */
const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
] as const

export type StorageClass = (typeof storageClasses)[number]

export const parseStorageClass = (text: string): StorageClass | undefined => storageClasses.find((name) => name === text)

/** Recorded from AWS. */
export const invalidStorageClass = (text: string): AwsError => ({
  code: 'InvalidStorageClass',
  message: 'The storage class you specified is not valid',
  status: 400,
  fields: { StorageClassRequested: text },
})

/** Must be restored before it can be read. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html */
export const isArchived = (storageClass: StorageClass): boolean => storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'
