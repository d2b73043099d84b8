import type { PutObjectRequest } from '@aws-sdk/client-s3'
import type { ChecksumAlgorithm } from '../checksum-algorithm.ts'
import type { Acl, Owner } from './acl.ts'
import type { Body } from './body.ts'
import type { Encryption } from './encryption.ts'
import type { Lock } from './object-lock.ts'
import type { StorageClass } from './storage-class.ts'
import type { Tags } from './tags.ts'

/** What stands under one version id of a key. */
export type Version = ObjectVersion | DeleteMarker

interface Stored {
  readonly key: string
  /** `null` for what was put while versioning was not enabled. */
  readonly versionId: string
  readonly lastModified: Date
  readonly owner: Owner
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html */
export interface DeleteMarker extends Stored {
  readonly deleteMarker: true
}

export interface ObjectVersion extends Stored, NewObject {
  readonly deleteMarker: false
  readonly body: Body
  /** Without quotes. */
  readonly etag: string
  /** Absent for objects put in one piece. */
  readonly parts?: readonly ObjectPart[]
  readonly checksum: Checksum
  readonly restored?: { readonly until: Date }
}

/** All that an object has beside its bytes, as the request says that makes it. */
export interface NewObject extends Lock {
  readonly key: string
  readonly owner: Owner
  readonly headers: SystemMetadata
  /** `x-amz-meta-…`, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>
  readonly storageClass: StorageClass
  readonly encryption: Encryption
  readonly tags: Tags
  readonly acl: Acl
}

/** Of an object that was uploaded in parts: what `partNumber` reads. Numbers are as uploaded. */
export interface ObjectPart {
  readonly partNumber: number
  readonly size: number
  readonly checksum?: string
  /** Without quotes, in the profile `legacy-s3`: a part that is read by itself has its own there. */
  readonly etag?: string
}

/** A composite checksum is the checksum of the parts' checksums; its value ends in `-N`. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
  readonly value: string
}

/** Headers that S3 stores with an object and gives back as they were. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export type SystemMetadata = Pick<
  PutObjectRequest,
  'CacheControl' | 'ContentDisposition' | 'ContentEncoding' | 'ContentLanguage' | 'ContentType' | 'Expires' | 'WebsiteRedirectLocation'
>
