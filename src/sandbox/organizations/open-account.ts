import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import { canonicalIdOf } from '../canonical-id-of.ts'
import { iamArn } from '../iam/arn.ts'
import { Account } from '../iam/store.ts'
import { parseTrustPolicy } from '../iam/trust-policy.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { uniqueId } from '../unique-id.ts'

/**
 * Opens an account. Nobody has a key to it; the management account gets in by a role that may do everything.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
 */
export function openAccount(managementAccount: AccountId, roleName: string, { random, now }: Call, { iam }: Stores): AccountId {
  const id = newAccountId(iam.accounts, () => random.text(12, '0123456789'))
  const account = new Account(id, canonicalIdOf(id))
  iam.accounts.set(id, account)
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${managementAccount}:root` }, Action: 'sts:AssumeRole' }
  const trust = parseTrustPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), iam)
  if (!trust.ok) throw new Error(`internal error: ${trust.error.message}`)
  account.roles.set(roleName, {
    name: roleName,
    path: '/',
    arn: iamArn(id, 'role', '/', roleName),
    id: uniqueId('AROA', id, random),
    account: id,
    createDate: now,
    inline: new Map(),
    attached: new Set(['arn:aws:iam::aws:policy/AdministratorAccess']),
    tags: new Map(),
    trust: trust.value,
    maxSessionDuration: 3600,
  })
  return id
}

function newAccountId(taken: { has(id: AccountId): boolean }, draw: () => string): AccountId {
  const id = parseAccountId(draw())
  if (!id.ok) throw new Error('internal error: an account id has twelve digits')
  return taken.has(id.value) ? newAccountId(taken, draw) : id.value
}
