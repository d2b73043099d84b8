import type { AccountId } from '../../policy/account-id.ts'
import type { ResourceDocument } from '../iam/resource-document.ts'
import type { Random } from '../random.ts'
import type { Stores } from '../stores.ts'
import { aliasArn, type Key, keyArn } from './key.ts'
import { defaultKeyPolicy, parseKeyPolicy } from './key-policy.ts'
import type { KeySpec, KeyUsage } from './key-spec.ts'
import { firstMaterial } from './material.ts'

export interface NewKey {
  readonly id: string
  readonly account: AccountId
  readonly region: string
  readonly policy: ResourceDocument
  readonly tags: ReadonlyMap<string, string>
  readonly description: string
  readonly now: Date
  readonly spec: KeySpec
  readonly usage: KeyUsage
  /** Absent for a key that waits for its own to be imported. */
  readonly material?: Uint8Array
  readonly multiRegion?: Key['multiRegion']
}

/** A key as its owner creates it: enabled, if it has what it needs. */
export const newKey = ({ id, account, region, policy, tags, description, now, spec, usage, material, multiRegion }: NewKey): Key => ({
  id,
  arn: keyArn(account, region, id),
  account,
  region,
  creationDate: now,
  manager: 'CUSTOMER',
  spec,
  usage,
  origin: material === undefined ? 'EXTERNAL' : 'AWS_KMS',
  materials: material === undefined ? [] : [firstMaterial(id, material)],
  ...(multiRegion === undefined ? {} : { multiRegion }),
  tags: new Map(tags),
  grants: new Map(),
  description,
  state: material === undefined ? 'PendingImport' : 'Enabled',
  policy,
})

/** A key that is there from the start, under an id that its user chose. */
export interface KeyOptions {
  readonly account: AccountId
  readonly region: string
  /** `1234abcd-12ab-34cd-56ef-1234567890ab` */
  readonly id: string
  /** The default key policy when absent. */
  readonly policy?: string
  /** `alias/NAME` */
  readonly alias?: string
}

/** Puts a key in place before the first call, or says in KMS's words what is wrong with its policy. */
export function addKey(options: KeyOptions, { kms, iam }: Stores, random: Random, now: Date): string | undefined {
  const { id, account, region, alias } = options
  const policy = parseKeyPolicy(options.policy ?? defaultKeyPolicy(account), iam)
  if (!policy.ok) return policy.error.message
  const facts = { id, account, region, policy: policy.value, tags: new Map(), description: '', now }
  const key = newKey({ ...facts, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', material: Buffer.from(random.bytes(32)) })
  kms.keys.set(key.arn, key)
  if (alias === undefined) return undefined
  const arn = aliasArn(account, region, alias)
  kms.aliases.set(arn, { name: alias, arn, creationDate: now, lastUpdatedDate: now, target: key.arn })
  return undefined
}
