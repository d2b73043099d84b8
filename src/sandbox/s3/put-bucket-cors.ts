import type { CORSRule, PutBucketCorsRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'

const methods = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE']

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors: Operation<PutBucketCorsRequest, object> = onBucket({
  action: 's3:PutBucketCORS',
  run: (bucket, { CORSConfiguration: { CORSRules: rules } }: Parsed<PutBucketCorsRequest>) => {
    if (rules.length === 0) return err(malformedXml)
    if (rules.length > 100) return err(invalid('The number of CORS rules should not exceed allowed limit of 100 rules.'))
    const refused = rules.map(refuseRule).find((error) => error !== undefined)
    if (refused !== undefined) return err(refused)
    bucket.cors = rules
    return ok({})
  },
})

/**
 * The words were recorded from AWS, the wrong element in one of them too.
 *
 * @see https://github.com/versity/versitygw/issues/1870
 * @see https://github.com/scality/cloudserver/pull/497
 */
function refuseRule({ AllowedMethods, AllowedOrigins, AllowedHeaders = [], ExposeHeaders = [] }: Parsed<CORSRule>): AwsError | undefined {
  const method = AllowedMethods.find((each) => !methods.includes(each))
  if (method !== undefined) return invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`)
  const origin = AllowedOrigins.find(hasWildcards)
  if (origin !== undefined) return invalid(`AllowedOrigin "${origin}" can not have more than one wildcard.`)
  const header = AllowedHeaders.find(hasWildcards)
  if (header !== undefined) return invalid(`AllowedHeader "${header}" can not have more than one wildcard.`)
  const wild = ExposeHeaders.find((each) => each.includes('*'))
  if (wild !== undefined) return invalid(`ExposeHeader "${wild}" contains wildcard. We currently do not support wildcard for ExposeHeader.`)
  const odd = ExposeHeaders.find((each) => !/^[\w!#$%&'+.^`|~-]*$/.test(each))
  return odd === undefined ? undefined : invalid(`AllowedHeader "${odd}" contains invalid character.`)
}

const hasWildcards = (text: string): boolean => text.split('*').length > 2

const invalid = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })
