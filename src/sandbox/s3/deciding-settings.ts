import type { AccountId } from '../../policy/account-id.ts'
import type { Bucket } from './bucket.ts'
import { type PublicAccessBlock, strictest } from './public-access-block.ts'

/** Of one bucket, what decides over requests and takes its time to spread. */
export interface DecidingSettings {
  readonly policy: Bucket['policy']
  /** What bucket and account together block. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
  readonly publicAccessBlock: PublicAccessBlock
}

export const decidingSettings = (bucket: Bucket, accounts: ReadonlyMap<AccountId, PublicAccessBlock>): DecidingSettings => ({
  policy: bucket.policy,
  publicAccessBlock: strictest(bucket.publicAccessBlock, accounts.get(bucket.owner)),
})
