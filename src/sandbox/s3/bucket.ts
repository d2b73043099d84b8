import type {
  BucketLocationConstraint,
  CORSRule,
  LifecycleRule,
  LoggingEnabled,
  NotificationConfiguration,
  ReplicationConfiguration,
  TransitionDefaultMinimumObjectSize,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3'
import type { AccountId } from '../../policy/account-id.ts'
import type { ResourceDocument } from '../iam/resource-document.ts'
import { Table } from '../journal/table.ts'
import type { Parsed } from '../parsed.ts'
import type { Acl } from './acl.ts'
import type { BucketEncryption } from './encryption.ts'
import type { ObjectLock } from './object-lock.ts'
import type { Version } from './object-version.ts'
import type { PublicAccessBlock } from './public-access-block.ts'
import type { Region } from './region.ts'
import { SortedMap } from './sorted-map.ts'
import type { StoredConfiguration } from './stored-configuration.ts'
import type { CompletedUpload, Upload } from './upload.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

/** A bucket and all that is set on it. What is absent was never set, or was deleted. */
export class Bucket {
  readonly name: string
  readonly owner: AccountId
  readonly region: Region
  readonly creationDate: Date
  /** The versions of each key, the latest first; a key without versions is not there. */
  readonly keys = new SortedMap<readonly Version[]>('are replaced')
  /** Multipart uploads in progress by key, in the order in which they began. */
  readonly uploads = new SortedMap<readonly Upload[]>('are replaced')
  /** The uploads that were completed last, by id. */
  readonly completed = new Table<string, CompletedUpload>('are replaced')
  acl: Acl
  encryption: BucketEncryption
  /** Absent: ObjectWriter, as in buckets whose ownership controls were deleted. */
  ownership?: ObjectOwnership
  publicAccessBlock?: PublicAccessBlock
  versioning?: 'Enabled' | 'Suspended'
  policy?: ResourceDocument
  objectLock?: ObjectLock
  tags?: ReadonlyMap<string, string>
  /** As it was created; where the profile keeps none, the region says it. */
  locationConstraint?: BucketLocationConstraint | undefined
  payer: 'BucketOwner' | 'Requester' = 'BucketOwner'
  cors?: readonly Parsed<CORSRule>[]
  lifecycle?: { readonly rules: readonly Parsed<LifecycleRule>[]; readonly minimumObjectSize: TransitionDefaultMinimumObjectSize }
  website?: Parsed<WebsiteConfiguration>
  notification?: Parsed<NotificationConfiguration>
  logging?: Parsed<LoggingEnabled>
  replication?: Parsed<ReplicationConfiguration>
  acceleration?: 'Enabled' | 'Suspended'
  /** By kind and id. */
  readonly configurations = new Map<string, StoredConfiguration>()
  /** Whether policies may decide by the bucket's tags. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html */
  abac = false

  constructor(facts: Pick<Bucket, 'name' | 'owner' | 'region' | 'creationDate' | 'acl' | 'encryption'>) {
    this.name = facts.name
    this.owner = facts.owner
    this.region = facts.region
    this.creationDate = facts.creationDate
    this.acl = facts.acl
    this.encryption = facts.encryption
  }

  get arn(): string {
    return `arn:aws:s3:::${this.name}`
  }

  /** With bucket owner enforced, access control lists say nothing and all objects are the bucket owner's. */
  get aclsDisabled(): boolean {
    return this.ownership === 'BucketOwnerEnforced'
  }
}
