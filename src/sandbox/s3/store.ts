import type { AccountId } from '../../policy/account-id.ts'
import { Table } from '../journal/table.ts'
import type { Profile } from '../profile.ts'
import type { AccessPoint } from './access-point.ts'
import type { BlobStore } from './blob.ts'
import type { Bucket } from './bucket.ts'
import { type DecidingSettings, decidingSettings } from './deciding-settings.ts'
import type { PublicAccessBlock } from './public-access-block.ts'
import { SortedMap } from './sorted-map.ts'

/** By bucket; a bucket that is newer is as it is. */
export type PastSettings = ReadonlyMap<Bucket, DecidingSettings>

/** What S3 knows. Only the operations of `s3/` write to it. */
export class S3Store {
  /** Of all accounts and Regions: a bucket's name is its own everywhere. */
  readonly buckets = new SortedMap<Bucket>()
  /** Settings that hold for all buckets of an account. */
  readonly publicAccessBlocks = new Map<AccountId, PublicAccessBlock>()
  /** By ARN. */
  readonly accessPoints = new Table<string, AccessPoint>('are replaced')
  readonly past: PastSettings | undefined = undefined
  readonly profile: Profile
  /** Where large bodies go; without it all are kept in memory. */
  readonly blobs: BlobStore | undefined

  constructor(profile: Profile, blobs: BlobStore | undefined) {
    this.profile = profile
    this.blobs = blobs
  }

  /** The policy and the block of a bucket as they decide: as they were a while ago, for who sees them so. */
  deciding(bucket: Bucket): DecidingSettings {
    return this.past?.get(bucket) ?? decidingSettings(bucket, this.publicAccessBlocks)
  }

  /** What bucket and account together block. */
  publicAccessBlock(bucket: Bucket): PublicAccessBlock {
    return this.deciding(bucket).publicAccessBlock
  }

  /** The same state, but with policies and blocks as they were. */
  seeing(past: PastSettings): S3Store {
    return Object.create(this, { past: { value: past } })
  }
}
