import type { AccountId } from '../../policy/account-id.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Grant } from './grant.ts'

/** A policy as it was put, and as the parser read it. A KMS key has always one, named `default`. */
export interface KeyPolicy {
  readonly text: string
  readonly policy: Policy
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'

/** A symmetric encryption key in one Region; what is not `readonly` has an operation that changes it. */
export interface Key {
  readonly id: string
  readonly arn: string
  readonly account: AccountId
  readonly region: string
  readonly creationDate: Date
  readonly manager: 'CUSTOMER' | 'AWS'
  /** AES-256, oldest first: rotation adds one, and what older material encrypted can still be decrypted. */
  readonly material: readonly Uint8Array[]
  readonly tags: Map<string, string>
  readonly grants: Map<string, Grant>
  description: string
  state: KeyState
  policy: KeyPolicy
  /** Days; absent when automatic rotation is off. */
  rotationPeriod?: number
  rotationEnabledAt?: Date
  deletionDate?: Date
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

export const keyArn = (account: AccountId, region: string, id: string): string => `arn:aws:kms:${region}:${account}:key/${id}`
export const aliasArn = (account: AccountId, region: string, name: string): string => `arn:aws:kms:${region}:${account}:${name}`
