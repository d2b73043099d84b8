/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

/** What new buckets have since April 2023. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html */
export const everythingBlocked: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** Bucket and account each have a say; the most restrictive holds. */
export const strictest = (...blocks: readonly (PublicAccessBlock | undefined)[]): PublicAccessBlock => ({
  BlockPublicAcls: blocks.some((block) => block?.BlockPublicAcls),
  IgnorePublicAcls: blocks.some((block) => block?.IgnorePublicAcls),
  BlockPublicPolicy: blocks.some((block) => block?.BlockPublicPolicy),
  RestrictPublicBuckets: blocks.some((block) => block?.RestrictPublicBuckets),
})

/** What a request leaves out is off. */
export const parsePublicAccessBlock = (
  sent: { readonly [Setting in keyof PublicAccessBlock]?: boolean | undefined },
): PublicAccessBlock => ({
  BlockPublicAcls: sent.BlockPublicAcls ?? false,
  IgnorePublicAcls: sent.IgnorePublicAcls ?? false,
  BlockPublicPolicy: sent.BlockPublicPolicy ?? false,
  RestrictPublicBuckets: sent.RestrictPublicBuckets ?? false,
})
