import type { PutBucketCorsRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'

const methods = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE']

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors: Operation<PutBucketCorsRequest, object> = onBucket({
  action: 's3:PutBucketCORS',
  run: (bucket, { CORSConfiguration: { CORSRules: rules } }: Parsed<PutBucketCorsRequest>) => {
    if (rules.length === 0 || rules.length > 100) return err(malformedXml)
    const wrong = rules.flatMap(({ AllowedMethods }) => AllowedMethods).find((method) => !methods.includes(method))
    if (wrong !== undefined) return err(unsupportedMethod(wrong))
    bucket.cors = rules
    return ok({})
  },
})

/** Recorded from AWS. */
const unsupportedMethod = (method: string) => ({
  code: 'InvalidRequest',
  message: `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
  status: 400,
})
