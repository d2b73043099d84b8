import { createHash } from 'node:crypto'
import type { AccountId } from '../../policy/account-id.ts'
import type { ResourceDocument } from '../iam/resource-document.ts'
import type { IamStore } from '../iam/store.ts'
import { aliasArn, type Key, type KeyScope, keyArn } from './key.ts'
import { parseOwnPolicy } from './key-policy.ts'
import { firstMaterial } from './material.ts'
import type { KeyWorld, NamedKey } from './named-key.ts'
import type { KmsStore } from './store.ts'

/**
 * The key that AWS keeps in an account for a service, `aws/SERVICE`: whoever may use the service may use the key through it, and nobody directly.
 * It comes into being with its first use: `keepAwsManagedKey`.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
 */
export function awsManagedKey(service: string, scope: KeyScope, { kms, iam }: KeyWorld): NamedKey {
  const name = `alias/aws/${service}`
  const alias = kms.aliases.get(aliasArn(scope.account, scope.region, name))
  const existing = alias === undefined ? undefined : kms.keys.get(alias.target)
  return { key: existing ?? makeKey(service, scope, iam), alias: name }
}

/** Records the key when it is first used. */
export function keepAwsManagedKey(store: KmsStore, { key, alias }: NamedKey, now: Date): void {
  if (alias === undefined || store.keys.has(key.arn)) return
  store.keys.set(key.arn, key)
  const arn = aliasArn(key.account, key.region, alias)
  store.aliases.set(arn, { name: alias, arn, creationDate: now, lastUpdatedDate: now, target: key.arn })
}

/** The same account and Region always get the same key, so that it has its ARN before its first use. */
function makeKey(service: string, { account, region, now }: KeyScope, iam: IamStore): Key {
  const digest = createHash('sha256').update(`${account} ${region} aws/${service}`).digest()
  const id = uuid(digest.toString('hex'))
  return {
    id,
    arn: keyArn(account, region, id),
    account,
    region,
    creationDate: now,
    manager: 'AWS',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    materials: [firstMaterial(id, createHash('sha256').update(digest).digest())],
    tags: new Map(),
    grants: new Map(),
    description: `Default key that protects my ${service.toUpperCase()} objects when no other key is defined`,
    state: 'Enabled',
    policy: keyPolicy(service, account, region, iam),
    rotation: { periodInDays: 365, enabledAt: now },
  }
}

const uuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`

/** As AWS writes it. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html */
function keyPolicy(service: string, account: AccountId, region: string, iam: IamStore): ResourceDocument {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-2`,
    Statement: [
      {
        Sid: `Allow access through ${service.toUpperCase()} for all principals in the account that are authorized to use ${service.toUpperCase()}`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  })
  return parseOwnPolicy(text, iam)
}
