import { createHash } from 'node:crypto'
import { ok, type Result } from '../../base/result.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { aliasArn, type Key, type KeyPolicy, keyArn } from './key.ts'
import type { KeyScope, NamedKey } from './resolve-key.ts'
import type { KmsStore } from './store.ts'

/**
 * The key that AWS keeps in an account for a service, `aws/SERVICE`: whoever may use the service may use the key through it, and nobody directly.
 * It comes into being with its first use: `keepAwsManagedKey`.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
 */
export function awsManagedKey(store: KmsStore, service: string, scope: KeyScope, now: Date): Result<NamedKey, never> {
  const alias = store.alias(scope.account, scope.region, `alias/aws/${service}`)
  const existing = alias === undefined ? undefined : store.keys.get(alias.target)
  return ok({ key: existing ?? makeKey(service, scope, now), alias: `alias/aws/${service}` })
}

/** Records the key when it is first used. */
export function keepAwsManagedKey(store: KmsStore, { key, alias }: NamedKey, now: Date): void {
  if (alias === undefined || store.keys.has(key.arn)) return
  store.keys.set(key.arn, key)
  const arn = aliasArn(key.account, key.region, alias)
  store.aliases.set(arn, { name: alias, arn, creationDate: now, lastUpdatedDate: now, target: key.arn })
}

/** The same account and Region always get the same key, so that it has its ARN before its first use. */
function makeKey(service: string, { account, region }: KeyScope, now: Date): Key {
  const digest = createHash('sha256').update(`${account} ${region} aws/${service}`).digest()
  const id = uuid(digest.toString('hex'))
  return {
    id,
    arn: keyArn(account, region, id),
    account,
    region,
    creationDate: now,
    manager: 'AWS',
    material: [createHash('sha256').update(digest).digest()],
    tags: new Map(),
    grants: new Map(),
    description: `Default key that protects my ${service.toUpperCase()} objects when no other key is defined`,
    state: 'Enabled',
    policy: keyPolicy(service, { account, region }),
    rotationPeriod: 365,
    rotationEnabledAt: now,
  }
}

const uuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`

/** As AWS writes it. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html */
function keyPolicy(service: string, { account, region }: KeyScope): KeyPolicy {
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
  const policy = parsePolicyText(text, `aws/${service}`, 'key')
  if (!policy.ok) throw new Error(`internal error: the key policy of aws/${service}`)
  return { text, policy: policy.value }
}
