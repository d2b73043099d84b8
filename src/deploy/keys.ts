import { keyArn as keyNameArn } from '../fixture/decide.ts'
import type { FixtureKeyGrant, Key } from '../fixture/fixture.ts'
import { principalNamed } from '../fixture/principal-named.ts'
import { type Deploying, together } from './deploying.ts'
import { jsonTextWith, placeOf } from './document.ts'
import { toKeyIds } from './key-name.ts'
import { spareDeployer } from './spare-deployer.ts'

/**
 * A key under the alias of its name. It has KMS's own policy as long as objects are uploaded, whoever the fixture lets use it in the end.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export async function createKey(key: Key, deploying: Deploying): Promise<void> {
  const account = deploying.accountId(key.account)
  const kms = await deploying.clients.kms(account, key.region)
  const { options } = deploying.clients
  const place = { account, region: key.region }
  const Tags = deploying.runTags.map(({ Key: TagKey, Value: TagValue }) => ({ TagKey, TagValue }))
  const answer = await deploying.create(
    { operation: 'kms:CreateKey', subject: `KMS key ${key.name}`, at: key.at },
    { kind: 'key', ...place },
    () => kms.createKey({ ...policyWhileFilling(key, deploying), ...(Tags.length === 0 ? {} : { Tags }) }, options),
    ({ KeyMetadata }) => ({ kind: 'key', ...place, keyId: KeyMetadata?.KeyId ?? '' }),
  )
  const keyId = answer?.KeyMetadata?.KeyId ?? ''
  const arn = answer?.KeyMetadata?.Arn ?? `arn:aws:kms:${key.region}:${account}:key/${keyId}`
  for (const name of [keyId, arn]) deploying.target.permit?.fence.keys.add(name)
  deploying.keys.push({ name: key.name, arn, nameArn: keyNameArn(deploying.fixture, key) })
  const alias = `alias/${key.name}`
  await deploying.create({ operation: 'kms:CreateAlias', subject: alias, at: key.at }, { kind: 'alias', ...place, alias }, () =>
    kms.createAlias({ AliasName: alias, TargetKeyId: keyId }, options),
  )
}

/** KMS's own policy serves the account of the key; other accounts whose buckets or catalogs it encrypts need more to fill them. */
function policyWhileFilling(key: Key, deploying: Deploying): { readonly Policy?: string } {
  const own = deploying.accountId(key.account)
  const { buckets, catalogs } = deploying.fixture
  const encrypted = [...buckets.values(), ...(catalogs?.values() ?? [])].filter(({ encryptionKey }) => encryptionKey === key.name)
  const others = new Set(encrypted.map(({ account }) => deploying.accountId(account)).filter((id) => id !== own))
  if (others.size === 0) return {}
  const allow = (id: string, Action: string | readonly string[]): object => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${id}:root` },
    Action,
    Resource: '*',
  })
  const Statement = [allow(own, 'kms:*'), ...[...others].map((id) => allow(id, ['kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt']))]
  return { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }
}

/**
 * Gives a key the policy and the state of the fixture. Whatever the policy says, the account may still delete the key: KMS keeps a key that
 * nobody may manage, and nothing may be left behind. None of these actions uses the key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
export async function finishKey(key: Key, deploying: Deploying): Promise<void> {
  const account = deploying.accountId(key.account)
  const kms = await deploying.clients.kms(account, key.region)
  const tearDown = {
    Sid: 'SallyportTearDown',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: ['kms:DescribeKey', 'kms:PutKeyPolicy', 'kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias'],
    Resource: '*',
  }
  const written = toKeyIds(jsonTextWith(key.policy, tearDown), deploying.keys)
  const Policy = spareDeployer(written, deploying.target.permit?.deployers.get(account))
  const call = { operation: 'kms:PutKeyPolicy', subject: `policy of KMS key ${key.name}`, at: placeOf(key.policy) }
  await together((key.grants ?? []).map((grant) => createGrant(key, grant, deploying)))
  await deploying.send(call, () => kms.putKeyPolicy({ KeyId: keyArn(key, deploying), Policy }, deploying.clients.options))
  await setState(key, deploying)
}

/** Before the key has its own policy, which need not let the account grant anything. */
async function createGrant(key: Key, { at, to, operations, constraints }: FixtureKeyGrant, deploying: Deploying): Promise<void> {
  const kms = await deploying.clients.kms(deploying.accountId(key.account), key.region)
  const input = {
    KeyId: keyArn(key, deploying),
    GranteePrincipal: principalNamed(deploying.fixture, to),
    Operations: [...operations],
    ...(constraints === undefined ? {} : { Constraints: constraints }),
  }
  const call = { operation: 'kms:CreateGrant', subject: `grant of KMS key ${key.name}`, at }
  await deploying.send(call, () => kms.createGrant(input, deploying.clients.options))
}

async function setState(key: Key, deploying: Deploying): Promise<void> {
  const kms = await deploying.clients.kms(deploying.accountId(key.account), key.region)
  const { options } = deploying.clients
  const KeyId = keyArn(key, deploying)
  const about = { subject: `state of KMS key ${key.name}`, at: key.at }
  switch (key.state) {
    case 'Enabled':
      return
    case 'Disabled':
      await deploying.send({ operation: 'kms:DisableKey', ...about }, () => kms.disableKey({ KeyId }, options))
      return
    case 'PendingDeletion': {
      const input = { KeyId, PendingWindowInDays: shortestWaitingPeriod }
      await deploying.send({ operation: 'kms:ScheduleKeyDeletion', ...about }, () => kms.scheduleKeyDeletion(input, options))
    }
  }
}

/** INVARIANT: keys are created before anything asks for them. */
export function keyArn({ name }: Pick<Key, 'name'>, { keys }: Deploying): string {
  const key = keys.find((candidate) => candidate.name === name)
  if (key === undefined) throw new Error(`internal error: KMS key ${name} is not deployed`)
  return key.arn
}

/** In days. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const shortestWaitingPeriod = 7
