import type { HeadObjectOutput, HeadObjectRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { readObject, readPermissions } from './read-object.ts'

/** The checksum of what KMS protects needs the key, and nothing else does. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
const decrypts = ({ ChecksumMode }: Parsed<HeadObjectRequest>): boolean => ChecksumMode?.toUpperCase() === 'ENABLED'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: Operation<HeadObjectRequest, HeadObjectOutput> = {
  requires: (input, call, stores) => readPermissions(input, decrypts(input), call, stores),
  run: (input, call, stores) => {
    const reading = readObject(input, decrypts(input), call, stores)
    return reading.ok ? ok(reading.value.output) : reading
  },
  status: (output) => (output.ContentRange === undefined ? 200 : 206),
}
