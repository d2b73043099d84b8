import type { Acl, Owner } from './acl.ts'
import type { Body } from './body.ts'
import type { Encryption } from './encryption.ts'
import type { LegalHold, Retention } from './object-lock.ts'
import type { Checksum, SystemMetadata } from './object-version.ts'
import type { StorageClass } from './storage-class.ts'

/** A multipart upload in progress, with all that its object will have. */
export interface Upload {
  readonly key: string
  readonly id: string
  readonly initiated: Date
  readonly owner: Owner
  /** Who began it: the ARN of the principal, or the canonical id of the account. */
  readonly initiator: { readonly id: string; readonly name: string }
  readonly checksum?: Pick<Checksum, 'algorithm' | 'type'>
  readonly headers: SystemMetadata
  readonly metadata: Readonly<Record<string, string>>
  readonly storageClass: StorageClass
  readonly encryption: Encryption
  readonly tags: ReadonlyMap<string, string>
  readonly acl: Acl
  readonly retention?: Retention
  readonly legalHold?: LegalHold
  /** By part number; a part that is uploaded again replaces the earlier one. */
  readonly parts: Map<number, UploadedPart>
}

export interface UploadedPart {
  readonly partNumber: number
  readonly body: Body
  /** Without quotes. */
  readonly etag: string
  readonly lastModified: Date
  readonly checksum: Omit<Checksum, 'type'>
}
