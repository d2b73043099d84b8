import type { AccountId } from '../../policy/account-id.ts'
import { Table } from '../journal/table.ts'
import type { Profile } from '../profile.ts'
import type { AccessPoint } from './access-point.ts'
import type { BlobStore } from './blob.ts'
import type { Bucket } from './bucket.ts'
import { type PublicAccessBlock, strictest } from './public-access-block.ts'
import { SortedMap } from './sorted-map.ts'

/** What S3 knows. Only the operations of `s3/` write to it. */
export class S3Store {
  /** Of all accounts and Regions: a bucket's name is its own everywhere. */
  readonly buckets = new SortedMap<Bucket>()
  /** Settings that hold for all buckets of an account. */
  readonly publicAccessBlocks = new Map<AccountId, PublicAccessBlock>()
  /** By ARN. */
  readonly accessPoints = new Table<string, AccessPoint>('are replaced')
  readonly profile: Profile
  /** Where large bodies go; without it all are kept in memory. */
  readonly blobs: BlobStore | undefined

  constructor(profile: Profile, blobs: BlobStore | undefined) {
    this.profile = profile
    this.blobs = blobs
  }

  /** What bucket and account together block. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
  publicAccessBlock(bucket: Bucket): PublicAccessBlock {
    return strictest(bucket.publicAccessBlock, this.publicAccessBlocks.get(bucket.owner))
  }
}
