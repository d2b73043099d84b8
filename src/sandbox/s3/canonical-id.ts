import type { Stores } from '../stores.ts'
import type { Owner } from './acl.ts'

/** The owner of what unsigned requests wrote. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html */
export const anonymousId = '65a011a29cdf8ec533ec3d1ccaae921c'

export const canonicalId = (owner: Owner, stores: Stores): string =>
  owner === 'anonymous' ? anonymousId : stores.iam.account(owner).canonicalId

/** The owner with this id, or undefined when no account has it. */
export function findOwner(id: string, stores: Stores): Owner | undefined {
  if (id === anonymousId) return 'anonymous'
  for (const account of stores.iam.accounts.values()) if (account.canonicalId === id) return account.id
  return undefined
}

/** As answers name an owner: since November 2025 without display name, which only the defaults of old give. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Owner.html */
export function ownerOutput(owner: Owner, stores: Stores): { ID: string; DisplayName?: string } {
  const ID = canonicalId(owner, stores)
  if (stores.profile === 'current' || owner === 'anonymous') return { ID }
  const account = stores.iam.account(owner)
  return { ID, DisplayName: account.displayName ?? account.alias ?? account.id }
}
