import { plain } from '../base/located.ts'
import { err, ok, type Result } from '../base/result.ts'
import {
  awsManagedKey,
  type Bucket,
  type Fixture,
  type Key,
  type ManagedPolicy,
  type PolicyFile,
  type Role,
  type User,
} from '../fixture/fixture.ts'
import { locateDocument } from '../fixture/policy-text.ts'
import { parseAccountId } from '../policy/account-id.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import type { PolicyType } from '../policy/policy.ts'
import { type Placement, placeName, placePath, placeRegion, placeText } from './placement.ts'

/** The fixture as it stands in the target, or why it cannot stand there. Spans stay those of the user's files. */
export function placeFixture(fixture: Fixture, placement: Placement): Result<Fixture, string> {
  const network = fixture.network === undefined ? [] : ['networks are decided by a model alone, and not deployed']
  const only = 'are deployed to the embedded sandbox alone'
  const lake = fixture.catalogs === undefined ? [] : [`catalogs of Glue ${only}`]
  const points = fixture.accessPoints === undefined ? [] : [`access points ${only}`]
  const sts = [...fixture.accounts.values()].some(({ stsInactiveRegions }) => stsInactiveRegions !== undefined)
    ? [`accounts with \`stsInactiveRegions\` ${only}`]
    : []
  const grants = [...fixture.keys.values()].some((key) => key.grants !== undefined) ? [`grants of KMS keys ${only}`] : []
  const acls = [...fixture.buckets.values()].some(({ acl }) => acl !== undefined) ? [`access lists of buckets ${only}`] : []
  const reasons = [...network, ...lake, ...points, ...sts, ...grants, ...acls, ...tooLong(fixture, placement), ...namedByVariable(fixture)]
  if (reasons.length > 0) return err(reasons.join('; '))
  const file = (document: PolicyFile, type: PolicyType): PolicyFile => placeDocument(document, type, placement)
  const renamed = <T extends { readonly name: string }>(parts: ReadonlyMap<string, T>, place: (part: T) => T): Map<string, T> =>
    new Map(
      Array.from(parts.values(), (part) => [placeName(part.name, placement), { ...place(part), name: placeName(part.name, placement) }]),
    )
  const inline = (documents: ReadonlyMap<string, PolicyFile>): Map<string, PolicyFile> =>
    new Map(Array.from(documents, ([name, document]) => [name, file(document, 'identity')]))
  const attached = (names: readonly string[]): string[] =>
    names.map((name) => (fixture.policies.has(name) ? placeName(name, placement) : name))
  const identity = <T extends Pick<User, 'path' | 'inline' | 'attached'>>(part: T): T => ({
    ...part,
    path: placePath(part.path, placement),
    inline: inline(part.inline),
    attached: attached(part.attached),
  })
  const bounded = <T extends Pick<User, 'boundary'>>(part: T): T =>
    part.boundary === undefined ? part : { ...part, boundary: file(part.boundary, 'permissionsBoundary') }
  const user = (part: User): User => ({ ...bounded(identity(part)), groups: part.groups.map((name) => placeName(name, placement)) })
  const role = (part: Role): Role => ({ ...bounded(identity(part)), trust: file(part.trust, 'trust') })
  const policy = (part: ManagedPolicy): ManagedPolicy => ({
    ...part,
    path: placePath(part.path, placement),
    document: file(part.document, 'managed'),
    otherVersions: part.otherVersions.map((version) => file(version, 'managed')),
  })
  const bucket = (part: Bucket): Bucket => ({
    ...part,
    region: placeRegion(part.region, placement),
    ...(part.policy === undefined ? {} : { policy: file(part.policy, 'bucket') }),
    ...(part.encryptionKey === undefined || part.encryptionKey === awsManagedKey
      ? {}
      : { encryptionKey: placeName(part.encryptionKey, placement) }),
  })
  const key = (part: Key): Key => ({ ...part, region: placeRegion(part.region, placement), policy: file(part.policy, 'key') })
  return ok({
    ...fixture,
    accounts: placeAccounts(fixture, placement),
    users: renamed(fixture.users, user),
    groups: renamed(fixture.groups, identity),
    roles: renamed(fixture.roles, role),
    policies: renamed(fixture.policies, policy),
    buckets: renamed(fixture.buckets, bucket),
    keys: renamed(fixture.keys, key),
  })
}

/** INVARIANT: the guard has found an account of the target for each of the fixture. */
function placeAccounts({ accounts }: Fixture, placement: Placement): Fixture['accounts'] {
  return new Map(
    Array.from(accounts, ([name, account]) => {
      const id = parseAccountId(placement.accounts.get(account.id) ?? '')
      if (!id.ok) throw new Error(`internal error: account ${name} has no place`)
      return [name, { ...account, id: id.value }]
    }),
  )
}

/** INVARIANT: a document that has been read before can be read with other names in it. */
function placeDocument(document: PolicyFile, type: PolicyType, placement: Placement): PolicyFile {
  const before = locateDocument(document)
  if (!before.ok) throw new Error(`internal error: ${document.file} was read before and cannot be read now`)
  const text = JSON.stringify(placeValue(plain(before.value), placement), undefined, 2)
  const placed = { file: document.file, format: 'json', text } as const
  const located = locateDocument(placed)
  const policy = located.ok ? parsePolicy(located.value, type) : located
  if (!policy.ok) throw new Error(`internal error: ${document.file} cannot be read with other names in it`)
  return { ...placed, policy: { ...policy.value, at: document.policy.at } }
}

function placeValue(value: unknown, placement: Placement): unknown {
  if (typeof value === 'string') return placeText(value, placement)
  if (Array.isArray(value)) return value.map((item) => placeValue(item, placement))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, placeValue(member, placement)]))
}

/**
 * Names are longer there.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
function tooLong({ users, groups, roles, policies, buckets }: Fixture, placement: Placement): readonly string[] {
  const limits = [
    ['user', users, 64],
    ['group', groups, 128],
    ['role', roles, 64],
    ['managed policy', policies, 128],
    ['bucket', buckets, 63],
  ] as const
  const room = placeName('', placement).length
  return limits.flatMap(([what, parts, most]) =>
    [...parts.keys()]
      .filter((name) => name.length + room > most)
      .map((name) => `the name of ${what} \`${name}\` may have ${most - room} characters there, because it gets a prefix of ${room}`),
  )
}

/** A user's name is another there, and what a policy makes of it would be another too. */
function namedByVariable(fixture: Fixture): readonly string[] {
  const documents = [
    ...[...fixture.users.values(), ...fixture.groups.values(), ...fixture.roles.values()].flatMap(({ inline }) => [...inline.values()]),
    ...[...fixture.users.values(), ...fixture.roles.values()].flatMap(({ boundary }) => boundary ?? []),
    ...[...fixture.policies.values()].map(({ document }) => document),
    ...[...fixture.buckets.values()].flatMap(({ policy }) => policy ?? []),
    ...[...fixture.keys.values()].map(({ policy }) => policy),
  ]
  return [...new Set(documents.filter(({ text }) => /\$\{\s*aws:username/i.test(text)).map(({ file }) => file))].map(
    (file) => `\`${file}\` has the policy variable \`aws:username\`, and users have other names there`,
  )
}
