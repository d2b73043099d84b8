import type { AccountId } from '../../policy/account-id.ts'
import type { ResourceDocument } from '../iam/resource-document.ts'
import type { PublicAccessBlock } from './public-access-block.ts'
import type { Region } from './region.ts'

/** A named way into one bucket, with a policy and a public access block of its own. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html */
export interface AccessPoint {
  readonly name: string
  readonly account: AccountId
  readonly region: Region
  readonly bucket: string
  /** As the request that created it named it: the owner of the bucket. */
  readonly bucketAccount: AccountId
  /** Stands wherever the name of a bucket may stand. */
  readonly alias: string
  readonly creationDate: Date
  readonly publicAccessBlock: PublicAccessBlock
  /** The only VPC from which it can be used; absent: the internet. */
  readonly vpc?: string
  readonly policy?: ResourceDocument
}

/** Of the point itself, or of a key through it. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html */
export const accessPointArn = ({ region, account, name }: Pick<AccessPoint, 'region' | 'account' | 'name'>, key?: string): string =>
  `arn:aws:s3:${region}:${account}:accesspoint/${name}${key === undefined ? '' : `/object/${key}`}`

export const originOf = ({ vpc }: AccessPoint): 'VPC' | 'Internet' => (vpc === undefined ? 'Internet' : 'VPC')

/** The keys that requests through a point send, wherever they are asked. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-condition-keys */
export const accessPointContext = (point: AccessPoint): Readonly<Record<string, string>> => ({
  's3:DataAccessPointArn': accessPointArn(point),
  's3:DataAccessPointAccount': point.account,
  's3:AccessPointNetworkOrigin': originOf(point),
})
