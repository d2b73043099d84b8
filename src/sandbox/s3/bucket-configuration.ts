import type {
  PutBucketAnalyticsConfigurationRequest,
  PutBucketIntelligentTieringConfigurationRequest,
  PutBucketInventoryConfigurationRequest,
  PutBucketMetricsConfigurationRequest,
} from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { ContextKeys, Parsed } from '../operation.ts'
import type { Bucket } from './bucket.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'
import type { ConfigurationDocuments, ConfigurationMember, StoredConfiguration } from './stored-configuration.ts'

interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string | undefined
}
export interface OneInput extends BucketInput {
  readonly Id: string
}
export interface ListInput extends BucketInput {
  readonly ContinuationToken?: string | undefined
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html#API_PutBucketInventoryConfiguration_Errors */
const most = 1000
const pageSize = 100

interface Kind<Input extends OneInput, Document extends StoredConfiguration['document']> {
  readonly member: ConfigurationMember
  readonly document: (input: Input) => Document | undefined
  /** Condition keys that putting it supplies. */
  readonly context?: (document: Document) => ContextKeys
  /** What AWS says of the document itself. */
  readonly refuse: (id: string, document: Document) => AwsError | undefined
}

/** The four operations on one kind of document. */
function configurationsOf<Input extends OneInput, Document extends StoredConfiguration['document']>(kind: Kind<Input, Document>) {
  const { member } = kind
  const [reading, writing] = [`s3:Get${member}`, `s3:Put${member}`]
  const placeOf = (id: string): string => `${member}/${id}`
  const documentsOf = (bucket: Bucket): readonly StoredConfiguration['document'][] =>
    [...bucket.configurations.values()].filter((stored) => stored.member === member).map(({ document }) => document)
  return {
    get: onBucket({
      action: reading,
      run: ({ configurations }, { Id }: OneInput) => {
        const stored = configurations.get(placeOf(Id))
        return stored === undefined ? err(noSuchConfiguration) : ok({ [member]: stored.document })
      },
    }),
    put: onBucket({
      action: writing,
      context: (input: Input) => {
        const document = kind.document(input)
        return document === undefined ? {} : (kind.context?.(document) ?? {})
      },
      run: (bucket, input: Input) => {
        const document = kind.document(input)
        if (document === undefined) return err(malformedXml)
        const refused = kind.refuse(input.Id, document)
        if (refused !== undefined) return err(refused)
        if (!bucket.configurations.has(placeOf(input.Id)) && documentsOf(bucket).length >= most) return err(tooMany)
        bucket.configurations.set(placeOf(input.Id), { member, document })
        return ok({})
      },
    }),
    delete: onBucket({
      action: writing,
      run: ({ configurations }, { Id }: OneInput) => (configurations.delete(placeOf(Id)) ? ok({}) : err(noSuchConfiguration)),
    }),
    list: onBucket({
      action: reading,
      run: (bucket, { ContinuationToken: token }: ListInput) => {
        const after = token === undefined ? '' : Buffer.from(token, 'base64').toString()
        const all = documentsOf(bucket).filter(({ Id }) => Id > after)
        const shown = all.sort((left, right) => (left.Id < right.Id ? -1 : 1)).slice(0, pageSize)
        const last = shown.at(-1)
        return ok({
          [`${member}List`]: shown,
          IsTruncated: all.length > shown.length,
          ContinuationToken: token,
          ...(all.length > shown.length && last !== undefined ? { NextContinuationToken: Buffer.from(last.Id).toString('base64') } : {}),
        })
      },
    }),
  }
}

/** Recorded from AWS. */
const noSuchConfiguration: AwsError = {
  code: 'NoSuchConfiguration',
  message: 'The specified configuration does not exist.',
  status: 404,
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html */
const tooMany: AwsError = {
  code: 'TooManyConfigurations',
  message: 'You are attempting to create a new configuration but have already reached the 1,000-configuration limit.',
  status: 400,
}

const refuseOtherId = (id: string, document: { readonly Id: string }): AwsError | undefined =>
  document.Id === id ? undefined : malformedXml

/** Recorded from AWS. */
function refuseInventory(id: string, { Id, Destination }: ConfigurationDocuments['InventoryConfiguration']): AwsError | undefined {
  if (Id !== id) return { code: 'IdMismatch', message: 'Document ID does not match the specified configuration ID.', status: 400 }
  return /^arn:[^:]+:s3:::./.test(Destination.S3BucketDestination.Bucket)
    ? undefined
    : { code: 'InvalidS3DestinationBucket', message: 'Invalid bucket ARN.', status: 400 }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAnalyticsConfiguration.html */
export const analytics = configurationsOf({
  member: 'AnalyticsConfiguration',
  document: (input: Parsed<PutBucketAnalyticsConfigurationRequest>) => input.AnalyticsConfiguration,
  refuse: refuseOtherId,
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketIntelligentTieringConfiguration.html */
export const intelligentTiering = configurationsOf({
  member: 'IntelligentTieringConfiguration',
  document: (input: Parsed<PutBucketIntelligentTieringConfigurationRequest>) => input.IntelligentTieringConfiguration,
  refuse: refuseOtherId,
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html */
export const inventory = configurationsOf({
  member: 'InventoryConfiguration',
  document: (input: Parsed<PutBucketInventoryConfigurationRequest>) => input.InventoryConfiguration,
  context: ({ OptionalFields }) => ({ 's3:InventoryAccessibleOptionalFields': OptionalFields }),
  refuse: refuseInventory,
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html */
export const metrics = configurationsOf({
  member: 'MetricsConfiguration',
  document: (input: Parsed<PutBucketMetricsConfigurationRequest>) => input.MetricsConfiguration,
  refuse: refuseOtherId,
})
