import { IAM } from '@aws-sdk/client-iam'
import { S3 } from '@aws-sdk/client-s3'
import { STS } from '@aws-sdk/client-sts'
import type { SdkCredentials } from '../../sandbox/clients.ts'

export const Bucket = 'peers'

/** One of the servers, as the bucket's owner, another user, and nobody see it. */
export interface Peer {
  readonly alice: { readonly s3: S3; readonly iam: IAM }
  readonly bob: { readonly s3: S3; readonly sts: STS }
  readonly nobody: { readonly s3: S3 }
  readonly as: (credentials: SdkCredentials) => S3
}

export function peer(endpoint: string, alice: SdkCredentials, bob: SdkCredentials): Peer {
  const config = { endpoint, region: 'us-east-1', maxAttempts: 1 }
  const as = (credentials: SdkCredentials): S3 =>
    new S3({ ...config, credentials, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })
  // The client wants credentials before it is told that nothing is signed.
  const nobody = new S3({
    ...config,
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nobody' },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    signer: { sign: async (request) => request },
  })
  return {
    alice: { s3: as(alice), iam: new IAM({ ...config, credentials: alice }) },
    bob: { s3: as(bob), sts: new STS({ ...config, credentials: bob }) },
    nobody: { s3: nobody },
    as,
  }
}

/** What each server is asked, by every caller. */
export const requests = {
  'get a/one': (s3: S3) => read(s3, 'a/one'),
  'get b/two': (s3: S3) => read(s3, 'b/two'),
  'tags of a/one': (s3: S3) => s3.getObjectTagging({ Bucket, Key: 'a/one' }),
  list: (s3: S3) => s3.listObjectsV2({ Bucket }),
  'list a/': (s3: S3) => s3.listObjectsV2({ Bucket, Prefix: 'a/' }),
  'list b/, one': (s3: S3) => s3.listObjectsV2({ Bucket, Prefix: 'b/', MaxKeys: 1 }),
  put: (s3: S3) => s3.putObject({ Bucket, Key: 'w/new', Body: 'x' }),
  delete: (s3: S3) => s3.deleteObject({ Bucket, Key: 'a/none' }),
} as const satisfies Record<string, (s3: S3) => Promise<unknown>>

export type RequestName = keyof typeof requests

/** Whether the server lets it through: what it answers then is another matter. */
export async function isAllowed(s3: S3, name: RequestName): Promise<boolean> {
  try {
    await requests[name](s3)
    return true
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined) throw error
    return status !== 403
  }
}

async function read(s3: S3, Key: string): Promise<void> {
  const { Body } = await s3.getObject({ Bucket, Key })
  await Body?.transformToByteArray()
}

export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
