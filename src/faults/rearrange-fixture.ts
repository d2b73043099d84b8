import type { Fixture, PolicyFile, User } from '../fixture/fixture.ts'
import { type AccountId, parseAccountId } from '../policy/account-id.ts'
import { putDocument } from './edit-fixture.ts'
import { holderIn } from './holder.ts'
import { changeEntry, withEntry } from './map-entry.ts'
import type { Holder } from './placed-document.ts'

/** Turns an inline policy into a managed one that is attached to nothing. */
export function makeManaged(fixture: Fixture, holder: Holder, policy: string): Fixture {
  const identity = holderIn(fixture, holder)
  const document = identity?.inline.get(policy)
  if (identity === undefined || document === undefined) return fixture
  const name = freeName(policy, fixture.policies)
  const managed = { name, at: identity.at, account: identity.account, path: '/', document, otherVersions: [] }
  const without = putDocument(fixture, { kind: 'inline', holder, name: policy }, undefined)
  return { ...without, policies: withEntry(fixture.policies, name, managed) }
}

/** Gives everything that a user or role is allowed to a twin of it. */
export function swapWithTwin(fixture: Fixture, { type, name }: Holder): Fixture {
  const bare = { inline: new Map<string, PolicyFile>(), attached: [] }
  const role = type === 'role' ? fixture.roles.get(name) : undefined
  if (role !== undefined) {
    const twin = { ...role, name: freeName(lengthened(name, '-staging', longestName), fixture.roles) }
    return { ...fixture, roles: new Map([...fixture.roles, [name, { ...role, ...bare }], [twin.name, twin]]) }
  }
  const user = type === 'user' ? fixture.users.get(name) : undefined
  if (user === undefined) return fixture
  const twin = { ...user, name: freeName(lengthened(name, '-staging', longestName), fixture.users) }
  return { ...fixture, users: new Map([...fixture.users, [name, { ...user, ...bare, groups: [] }], [twin.name, twin]]) }
}

/** Adds another user of the same account, without any policy. */
export function addUserLike(fixture: Fixture, name: string): { readonly fixture: Fixture; readonly user: User | undefined } {
  const like = fixture.users.get(name)
  if (like === undefined) return { fixture, user: undefined }
  const user = {
    ...like,
    name: freeName(lengthened(name, '-old', longestName), fixture.users),
    inline: new Map<string, PolicyFile>(),
    attached: [],
    groups: [],
  }
  return { fixture: { ...fixture, users: new Map([...fixture.users, [user.name, user]]) }, user }
}

/** Gives a role another path. */
export const moveRole = (fixture: Fixture, name: string, path: string): Fixture => ({
  ...fixture,
  roles: changeEntry(fixture.roles, name, (role) => ({ ...role, path })),
})

/** Makes a third account the owner of an object, in a bucket that lets uploaders own what they upload. */
export function giveObjectAway(fixture: Fixture, bucketName: string, key: string): Fixture {
  const bucket = fixture.buckets.get(bucketName)
  const object = bucket?.objects.get(key)
  if (bucket === undefined || object === undefined) return fixture
  const partner = freeName('partner', fixture.accounts)
  const id = freeAccountId(fixture)
  return {
    ...fixture,
    accounts: new Map([...fixture.accounts, [partner, { name: partner, id, at: bucket.at }]]),
    buckets: changeEntry(fixture.buckets, bucketName, () => ({
      ...bucket,
      ownership: 'ObjectWriter',
      objects: new Map([...bucket.objects, [key, { ...object, owner: partner }]]),
    })),
  }
}

/** Gives a third account a bucket of the same content under another name, private and with S3's own encryption. */
export function copyBucketToStranger(fixture: Fixture, bucketName: string, copyName: string): Fixture {
  const bucket = fixture.buckets.get(bucketName)
  if (bucket === undefined) return fixture
  const stranger = freeName('stranger', fixture.accounts)
  const { policy: _, encryptionKey: __, ...bare } = bucket
  return {
    ...fixture,
    accounts: new Map([...fixture.accounts, [stranger, { name: stranger, id: freeAccountId(fixture), at: bucket.at }]]),
    buckets: new Map([...fixture.buckets, [copyName, { ...bare, name: copyName, account: stranger }]]),
  }
}

/** Empties a folder of a bucket; its marker stays. */
export const removeObjects = (fixture: Fixture, bucket: string, prefix: string): Fixture => ({
  ...fixture,
  buckets: changeEntry(fixture.buckets, bucket, (stored) => ({
    ...stored,
    objects: new Map([...stored.objects].filter(([key]) => !key.startsWith(prefix) || key.endsWith('/'))),
  })),
})

/** One of the ids that AWS's documentation uses, which the fixture does not. */
export function freeAccountId(fixture: Fixture): AccountId {
  const taken = new Set<string>([...fixture.accounts.values()].map(({ id }) => id))
  const free = ['777788889999', '123456789012', '444455556666', '111122223333', '222233334444'].find((id) => !taken.has(id))
  const parsed = parseAccountId(free ?? '')
  if (!parsed.ok) throw new Error('internal error: no account id is free')
  return parsed.value
}

/** Of a role and of a user. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const longestName = 64

/** A name with an end of its own; one that would be too long loses the letters before that. */
export const lengthened = (name: string, end: string, longest: number): string =>
  `${name.slice(0, longest - end.length).replace(/[.-]+$/, '')}${end}`

/** The name, with a number where it is taken. */
export function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name}-${number}`
    if (!taken.has(free)) return free
  }
}
