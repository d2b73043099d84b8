import type { CompleteMultipartUploadOutput } from '@aws-sdk/client-s3'
import type { ChecksumAlgorithm } from '../checksum-algorithm.ts'
import type { Table } from '../journal/table.ts'
import type { Owner } from './acl.ts'
import type { Body } from './body.ts'
import type { Checksum, NewObject } from './object-version.ts'

/** A multipart upload in progress, with all that its object will have. */
export interface Upload {
  readonly object: NewObject
  readonly id: string
  readonly initiated: Date
  /** What stood under the key then; absent: no object. */
  readonly over?: string
  readonly initiator: Initiator
  /** What the request that began it named; without it S3 computes CRC64NVME. */
  readonly checksum?: Pick<Checksum, 'algorithm' | 'type'>
  /** The condition keys of the request that began it. */
  readonly context: Readonly<Record<string, string | readonly string[] | undefined>>
  /** By part number; a part that is uploaded again replaces the earlier one. */
  readonly parts: Table<number, UploadedPart>
}

/** What completed an upload, so that a client that asks again gets the same answer. */
export interface CompletedUpload {
  readonly key: string
  /** Number and ETag of each part, in order. */
  readonly parts: string
  readonly output: CompleteMultipartUploadOutput
}

/** Who began an upload: an ARN, or the canonical id of an account's root user or of nobody. */
export interface Initiator {
  readonly id: string
  readonly displayName?: string
  readonly account: Owner
}

export interface UploadedPart {
  readonly partNumber: number
  readonly body: Body
  /** Without quotes. */
  readonly etag: string
  readonly lastModified: Date
  /** Of the upload's algorithm, else CRC64NVME and what the client sent. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>
}
