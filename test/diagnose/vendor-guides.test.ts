import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { originalNames, readSetUp } from '../arbitraries/set-up.ts'
import type { ShippedName } from '../shipped.ts'

/** The permissions that guides of data products ask their customers for: what is healthy by one of them is never diagnosed. */

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

interface Guide {
  readonly on: ShippedName
  /** The document that the guide's statements replace. */
  readonly file: string
  readonly statements: (names: { readonly bucket: string; readonly files: string; readonly folder: string }) => readonly object[]
  /** What our connection asks for and the product of the guide does not. */
  readonly lacks?: readonly string[]
}

const allow = (Action: readonly string[], Resource: unknown, more: object = {}): object => ({ Effect: 'Allow', Action, Resource, ...more })
const input = { on: 's3-input', file: 'read.json' } as const
const lake = { on: 's3-data-lake', file: 'write.json' } as const
const tables = { on: 's3-data-lake-glue', file: 'tables.json' } as const

const glueOfAirbyte =
  'TagResource UnTagResource BatchCreatePartition BatchDeletePartition BatchDeleteTable BatchGetPartition CreateDatabase CreateTable CreatePartition DeletePartition ' +
  'DeleteTable GetDatabase GetDatabases GetPartition GetPartitions GetTable GetTables UpdateDatabase UpdatePartition UpdateTable'
const glueActions = glueOfAirbyte.split(' ').map((name) => `glue:${name}`)
const catalog = ['catalog', 'database/*', 'table/*'].map((part) => `arn:aws:glue:us-east-1:111122223333:${part}`)

const largeUploads = ['abort-multipart-missing', 'list-multipart-missing']
const keyUse = ['kms-decrypt-missing', 'kms-generate-datakey-missing']

const guides: Readonly<Record<string, Guide>> = {
  // https://fivetran.com/docs/connectors/files/amazon-s3/setup-guide
  'Fivetran, S3 source': {
    ...input,
    statements: ({ bucket, files }) => [allow(['s3:Get*', 's3:List*'], files), allow(['s3:Get*', 's3:List*'], bucket)],
  },
  // https://docs.airbyte.com/integrations/sources/s3
  'Airbyte, S3 source': { ...input, statements: ({ bucket, files }) => [allow(['s3:GetObject', 's3:ListBucket'], [files, bucket])] },
  // https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
  'Snowflake, stage to load from': {
    ...input,
    statements: ({ bucket, folder, files }) => [
      allow(['s3:GetObject', 's3:GetObjectVersion'], files),
      allow(['s3:ListBucket', 's3:GetBucketLocation'], bucket, { Condition: { StringLike: { 's3:prefix': [`${folder}/*`] } } }),
    ],
  },
  // https://docs.upsolver.com/reference/sql-commands/connections
  'Upsolver, to read': {
    ...input,
    statements: ({ bucket, files }) => [
      allow(['s3:GetBucketLocation', 's3:ListBucket'], bucket),
      allow(['s3:GetObject', 's3:GetObjectVersion'], files),
      allow(['s3:ListAllMyBuckets'], '*'),
    ],
  },
  // https://docs.airbyte.com/integrations/destinations/s3-data-lake
  'Airbyte, S3 data lake': {
    ...lake,
    lacks: [...largeUploads, ...keyUse],
    statements: ({ bucket, files }) => [
      allow(
        ['s3:ListAllMyBuckets', 's3:GetObject*', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject', 's3:ListBucket*'],
        [files, bucket],
      ),
    ],
  },
  // https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
  'Snowflake, stage to unload to': {
    ...lake,
    lacks: [...largeUploads, ...keyUse],
    statements: ({ bucket, folder, files }) => [
      allow(['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion', 's3:DeleteObject', 's3:DeleteObjectVersion'], files),
      allow(['s3:ListBucket', 's3:GetBucketLocation'], bucket, { Condition: { StringLike: { 's3:prefix': [`${folder}/*`] } } }),
    ],
  },
  // https://docs.databricks.com/aws/en/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual
  'Databricks, Unity Catalog': {
    ...lake,
    statements: ({ bucket, files }) => [
      allow(
        [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:ListBucket',
          's3:GetBucketLocation',
          's3:ListBucketMultipartUploads',
          's3:ListMultipartUploadParts',
          's3:AbortMultipartUpload',
        ],
        [files, bucket],
      ),
      allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'], ['arn:aws:kms:us-east-1:111122223333:key/lake']),
      allow(['sts:AssumeRole'], ['arn:aws:iam::111122223333:role/EtleapLake']),
    ],
  },
  // https://segment.com/docs/connections/storage/catalog/aws-s3/
  'Segment, S3 destination': {
    ...lake,
    lacks: [...largeUploads, 'delete-object-missing', 'get-object-action-missing', 'list-action-missing'],
    statements: ({ files }) => [
      allow(['s3:PutObject', 's3:PutObjectAcl'], files),
      allow(['kms:GenerateDataKey', 'kms:Decrypt'], 'arn:aws:kms:us-east-1:111122223333:key/lake'),
    ],
  },
  // https://www.rudderstack.com/docs/destinations/warehouse-destinations/s3-datalake/
  'RudderStack, S3 data lake': {
    ...lake,
    lacks: [...largeUploads, ...keyUse, 'delete-object-missing'],
    statements: ({ bucket, files }) => [allow(['s3:GetObject', 's3:PutObject', 's3:PutObjectAcl', 's3:ListBucket'], [files, bucket])],
  },
  // https://aiven.io/docs/products/kafka/kafka-connect/howto/s3-iam-assume-role
  'Aiven, S3 sink': {
    ...lake,
    lacks: [...keyUse, 'delete-object-missing', 'list-action-missing'],
    statements: ({ bucket, files }) => [
      allow(
        ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:ListBucketMultipartUploads'],
        [files, bucket],
      ),
    ],
  },
  'Airbyte, S3 data lake with Glue': {
    ...tables,
    lacks: [...largeUploads],
    statements: ({ bucket, files }) => [
      allow(
        ['s3:ListAllMyBuckets', 's3:GetObject*', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject', 's3:ListBucket*'],
        [files, bucket],
      ),
      allow(glueActions, catalog),
    ],
  },
  // https://segment.com/docs/connections/storage/data-lakes/data-lakes-manual-setup/
  'Segment, data lake': {
    ...tables,
    statements: ({ bucket, files }) => [
      allow(['s3:*'], [bucket, files]),
      allow([...glueActions, 'athena:*', 'elasticmapreduce:*'], catalog),
    ],
  },
}

function foundIn({ on, file, statements }: Guide, isBeside: boolean): readonly string[] {
  const names = originalNames[on]
  const bucket = `arn:aws:s3:::${names.bucket}`
  const asked = statements({ bucket, files: `${bucket}/${names.folder}/*`, folder: names.folder })
  const setUp = readSetUp(on, names, (own, name) => {
    if (name !== file) return own
    const others = own.filter((one) => isBeside || JSON.stringify(one).includes(names.transferBucket))
    return [...asked, ...others] as typeof own
  })
  const { problems } = diagnose({ ...setUp, observations: [], circumstances })
  return problems.map((problem) => (problem.kind === 'fault' ? problem.fault : problem.kind))
}

describe.each(Object.entries(guides))('%s', (_, guide) => {
  it('has nothing wrong beside what our connection needs', () => {
    expect(foundIn(guide, true)).toEqual([])
  })

  it('lacks by itself what the product does not need, and nothing else', () => {
    expect(foundIn(guide, false).toSorted()).toEqual([...(guide.lacks ?? [])].toSorted())
  })
})
