import type { KeyLastUsageTrackingOperation } from '@aws-sdk/client-kms'
import type { AccountId } from '../../policy/account-id.ts'
import type { ResourceDocument } from '../iam/resource-document.ts'
import type { Grant } from './grant.ts'
import type { KeySpec, KeyUsage } from './key-spec.ts'
import type { Material } from './material.ts'

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'PendingReplicaDeletion'

/** A key in one Region; what is not `readonly` has an operation that changes it. */
export interface Key {
  readonly id: string
  readonly arn: string
  readonly account: AccountId
  readonly region: string
  readonly creationDate: Date
  readonly manager: 'CUSTOMER' | 'AWS'
  readonly spec: KeySpec
  readonly usage: KeyUsage
  readonly origin: 'AWS_KMS' | 'EXTERNAL'
  /** In the order in which they came; none while nothing was imported. */
  materials: readonly Material[]
  /** Of a key that is to be in several Regions: where its primary key is. */
  multiRegion?: { readonly primaryRegion: string }
  readonly tags: Map<string, string>
  readonly grants: Map<string, Grant>
  description: string
  state: KeyState
  policy: ResourceDocument
  /** The last cryptographic operation that succeeded. */
  lastUsed?: { readonly date: Date; readonly operation: KeyLastUsageTrackingOperation; readonly requestId: string }
  /** Absent when automatic rotation is off. */
  rotation?: { readonly periodInDays: number; readonly enabledAt: Date }
  /** When a key that is pending deletion ceases to be. */
  deletion?: { readonly date: Date; readonly windowInDays: number }
  /** Of a primary key that waits for its replicas to be gone. */
  replicaDeletion?: { readonly scheduledAt: Date; readonly windowInDays: number }
}

export interface Alias {
  /** `alias/NAME`. */
  readonly name: string
  readonly arn: string
  readonly creationDate: Date
  lastUpdatedDate: Date
  /** ARN of the key that it stands for. */
  target: string
}

/** A key whose waiting time is over is no more. */
export const isGone = ({ deletion }: Pick<Key, 'deletion'>, now: Date): boolean => deletion !== undefined && deletion.date <= now

/** Undefined for a key of one Region. @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html */
export const multiRegionType = ({ region, multiRegion }: Pick<Key, 'region' | 'multiRegion'>): 'PRIMARY' | 'REPLICA' | undefined =>
  multiRegion === undefined ? undefined : multiRegion.primaryRegion === region ? 'PRIMARY' : 'REPLICA'

export const keyArn = (account: AccountId, region: string, id: string): string => `arn:aws:kms:${region}:${account}:key/${id}`
export const aliasArn = (account: AccountId, region: string, name: string): string => `arn:aws:kms:${region}:${account}:${name}`

/** Where, and when, a key id without account and Region is looked up. */
export interface KeyScope {
  readonly account: AccountId
  readonly region: string
  readonly now: Date
}
