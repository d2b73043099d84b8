import type { AwsError } from '../error.ts'
import { invalidArgument } from '../invalid-argument.ts'

interface NamespaceInput {
  readonly Bucket: string
  readonly BucketNamespace?: string | undefined
}

/** Names that only one account can have, in one Region: `prefix-111122223333-us-west-2-an`. */
const regionalName = /-(\d{12})-([a-z]{2,}(?:-[a-z]+)+-\d+)-an$/

/** Whether the bucket is in the namespace of its account and Region. */
export const isAccountRegional = ({ BucketNamespace }: NamespaceInput): boolean => BucketNamespace === 'account-regional'

/**
 * Such a name is for the namespace `account-regional` alone. The sentences to other accounts and Regions were recorded from AWS, and the codes of
 * the headers; their sentences are inferred.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 * @see https://github.com/justincormack/argmin/blob/main/crates/s3-tests/tests/bucket_crud.rs
 */
export function refuseNamespace(input: NamespaceInput, account: string | undefined, region: string): AwsError | undefined {
  const { Bucket: name, BucketNamespace: namespace } = input
  if (namespace !== undefined && namespace !== 'global' && !isAccountRegional(input)) {
    return invalidArgument(`Invalid x-amz-bucket-namespace: ${namespace}`, 'x-amz-bucket-namespace', namespace)
  }
  const [, named, place] = regionalName.exec(name) ?? []
  if (named === undefined || place === undefined) {
    return isAccountRegional(input)
      ? refused(
          'InvalidNamespaceHeader',
          'The namespace account-regional requires a bucket name that ends with the account, the Region and -an.',
        )
      : undefined
  }
  if (namespace === undefined) return refused('MissingNamespaceHeader', 'The bucket name requires the header x-amz-bucket-namespace.')
  if (namespace === 'global') return refused('InvalidNamespaceHeader', 'The bucket name requires the namespace account-regional.')
  const fields = { BucketNamespace: name }
  const isNamed = 'The requested bucket is an account-regional namespace bucket, but the requested'
  if (named !== account) {
    const message = `${isNamed} AWS Account ID '${named}' does not match the caller's AWS Account ID '${account ?? ''}'. Specify the caller's AWS Account ID in the bucket name.`
    return { ...refused('InvalidBucketNamespace', message), fields }
  }
  if (place === region) return undefined
  const message = `${isNamed} region '${place}' does not match the current region '${region}'. Specify the targeted region in the bucket name.`
  return { ...refused('InvalidBucketNamespace', message), fields }
}

const refused = (code: string, message: string): AwsError => ({ code, message, status: 400 })
