import type { PutBucketReplicationRequest, ReplicationConfiguration, ReplicationRule } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { invalidArgument } from '../invalid-argument.ts'
import type { Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import { findBucket } from './find-bucket.ts'
import { malformedXml } from './malformed-xml.ts'

/** Stored, not carried out. Hands a role to S3, and so needs `iam:PassRole` on it. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html */
export const putBucketReplication: Operation<PutBucketReplicationRequest, object> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const write = bucketPermission({ action: 's3:PutReplicationConfiguration', bucket: bucket.value }, call, stores)
    return ok([write, passRole(input.ReplicationConfiguration.Role, stores)])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const refused = refuse(bucket.value, input.ReplicationConfiguration, stores)
    if (refused !== undefined) return err(refused)
    bucket.value.replication = {
      ...input.ReplicationConfiguration,
      Rules: input.ReplicationConfiguration.Rules.map((rule) => ({ ...rule, ID: rule.ID ?? call.random.uuid() })),
    }
    return ok({})
  },
}

function passRole(arn: string, { iam }: Stores): Permission {
  const tags = iam.role(arn)?.tags
  const context = { 'iam:PassedToService': 's3.amazonaws.com' }
  return { action: 'iam:PassRole', resource: arn, context, ...(tags === undefined ? {} : { resourceTags: tags }) }
}

/** The words were recorded from AWS. */
function refuse(bucket: Bucket, { Rules: rules }: Parsed<ReplicationConfiguration>, { s3 }: Stores): AwsError | undefined {
  if (rules.length === 0) return malformedXml
  if (bucket.versioning !== 'Enabled') return invalid("Versioning must be 'Enabled' on the bucket to apply a replication configuration")
  const isVersioned = (arn: string): boolean => s3.buckets.get(arn.replace(/^arn:aws:s3:::/, ''))?.versioning === 'Enabled'
  return rules.every(({ Destination }) => isVersioned(Destination.Bucket))
    ? refuseRules(rules)
    : invalid('Destination bucket must have versioning enabled.')
}

/**
 * The codes are those of a suite that was run against S3 too, the words those of its server.
 *
 * @see https://github.com/scality/cloudserver/blob/development/9.0/tests/functional/aws-node-sdk/test/bucket/putBucketReplication.js
 */
function refuseRules(rules: readonly Parsed<ReplicationRule>[]): AwsError | undefined {
  if (rules.length > 1000) return invalid('Number of defined replication rules cannot exceed 1000')
  const ids = rules.flatMap(({ ID }) => ID ?? [])
  const long = ids.find((id) => id.length > 255)
  if (long !== undefined) return invalidArgument('Rule Id cannot be greater than 255', 'ID', long)
  if (new Set(ids).size < ids.length) return invalid('Rule Id must be unique')
  const prefix = rules.flatMap(({ Prefix, Filter }) => Prefix ?? Filter?.Prefix ?? []).find((each) => Buffer.byteLength(each) > 1024)
  return prefix === undefined
    ? undefined
    : invalidArgument('Rule prefix cannot be longer than maximum allowed key length of 1024', 'Prefix', prefix)
}

const invalid = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })
