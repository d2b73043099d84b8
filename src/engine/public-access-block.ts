/** The four settings of Block Public Access. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean
  readonly ignorePublicAcls: boolean
  readonly blockPublicPolicy: boolean
  readonly restrictPublicBuckets: boolean
}

/**
 * Account, bucket and access point have their own settings, and the most restrictive combination holds. What is not set blocks nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options
 */
export function combinePublicAccessBlocks(...settings: readonly (PublicAccessBlock | undefined)[]): PublicAccessBlock {
  const isOn = (name: keyof PublicAccessBlock): boolean => settings.some((setting) => setting?.[name] === true)
  return {
    blockPublicAcls: isOn('blockPublicAcls'),
    ignorePublicAcls: isOn('ignorePublicAcls'),
    blockPublicPolicy: isOn('blockPublicPolicy'),
    restrictPublicBuckets: isOn('restrictPublicBuckets'),
  }
}
