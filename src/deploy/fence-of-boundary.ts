/**
 * What a boundary of the fixture gets when it takes the place of the boundary of the run: a principal has only one. Nothing but S3, KMS and sessions,
 * and of S3 and sessions only what carries the name of a run.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export const fenceOfBoundary: readonly object[] = [
  { Sid: 'SallyportServices', Effect: 'Deny', NotAction: ['s3:*', 'kms:*', 'sts:*'], Resource: '*' },
  { Sid: 'SallyportBuckets', Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::sallyport-*' },
  { Sid: 'SallyportSessions', Effect: 'Deny', Action: 'sts:AssumeRole', NotResource: 'arn:aws:iam::*:role/sallyport/*' },
]
