/** How an object is encrypted at rest. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html */
export type Encryption =
  | { readonly type: 'AES256' }
  | KmsEncryption
  /** With the customer's key, of which S3 keeps only the digest. */
  | { readonly type: 'SSE-C'; readonly keyMd5: string }

export interface KmsEncryption {
  readonly type: 'aws:kms' | 'aws:kms:dsse'
  readonly keyArn: string
  /** How answers name the key where it is not by its ARN. */
  readonly keyName?: string
  readonly bucketKey: boolean
  /** As sent: base64 of a JSON object. */
  readonly context?: string
}

/** What a bucket does where a request says nothing, and what it does not take. */
export interface BucketEncryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  /** As it was put: id, ARN or alias. */
  readonly keyId?: string
  readonly bucketKey: boolean
  readonly blocksSseC: boolean
  /** Whether it was put, and is not what every bucket does. */
  readonly isPut?: true
  /** Of buckets of the profile `legacy-s3` until one is put: as before January 2023, they say that they have none. */
  readonly isUnset?: true
}

/** Since April 2026 new buckets do not take SSE-C. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html */
export const defaultEncryption: BucketEncryption = { algorithm: 'AES256', bucketKey: false, blocksSseC: true }

/** The members in which answers say how an object is encrypted. */
export interface EncryptionOutput {
  ServerSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  SSEKMSKeyId?: string
  SSEKMSEncryptionContext?: string
  BucketKeyEnabled?: boolean
  SSECustomerAlgorithm?: 'AES256'
  SSECustomerKeyMD5?: string
}

export function encryptionOutput(encryption: Encryption): EncryptionOutput {
  switch (encryption.type) {
    case 'AES256':
      return { ServerSideEncryption: 'AES256' }
    case 'aws:kms':
    case 'aws:kms:dsse':
      return {
        ServerSideEncryption: encryption.type,
        SSEKMSKeyId: encryption.keyName ?? encryption.keyArn,
        ...(encryption.bucketKey ? { BucketKeyEnabled: true } : {}),
      }
    case 'SSE-C':
      return { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: encryption.keyMd5 }
  }
}
