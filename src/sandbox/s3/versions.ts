import type { Profiled } from '../profile.ts'
import type { Random } from '../random.ts'
import type { Bucket } from './bucket.ts'
import type { DeleteMarker, ObjectVersion, Version } from './object-version.ts'

/** The version id of what was put while versioning was not enabled. */
export const nullVersionId = 'null'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'

const noiseLength = 25
const placeLength = 6

/** The id that a new version of the key gets. */
export function newVersionId(bucket: Bucket, key: string, random: Random): string {
  if (bucket.versioning !== 'Enabled') return nullVersionId
  const before = versionsOf(bucket, key).find(({ versionId }) => versionId !== nullVersionId)
  return writeVersionId((before === undefined ? 0 : (placeOf(before.versionId) ?? 0)) + 1, random.text(noiseLength, alphabet))
}

/**
 * An id says which version of its key it is, hidden in noise, and checks itself: listings can go on after a version that is gone, and an id that was
 * made up is told from one that is no longer there. AWS does both.
 *
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_api.snapshot.json (test_delete_object)
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_list_operations.snapshot.json (list-object-version-prefix-page-2-after-delete)
 */
function writeVersionId(place: number, noise: string): string {
  let id = noise
  let rest = place
  for (let index = 0; index < placeLength; index += 1) {
    id += alphabet.charAt((valueAt(noise, index) + rest) % alphabet.length)
    rest = Math.floor(rest / alphabet.length)
  }
  return id + checkOf(id)
}

const valueAt = (text: string, index: number): number => alphabet.indexOf(text.charAt(index))

const checkOf = (id: string): string => {
  let sum = 0
  for (let index = 0; index < id.length; index += 1) sum += valueAt(id, index) * (index + 1)
  return alphabet.charAt(sum % alphabet.length)
}

/** Which version of its key it is, from one; undefined for what is no id. */
export function placeOf(versionId: string): number | undefined {
  if (!/^[A-Za-z0-9._]{32}$/.test(versionId) || checkOf(versionId.slice(0, -1)) !== versionId.at(-1)) return undefined
  let place = 0
  for (let index = placeLength - 1; index >= 0; index -= 1) {
    const digit = (valueAt(versionId, noiseLength + index) - valueAt(versionId, index) + alphabet.length) % alphabet.length
    place = place * alphabet.length + digit
  }
  return place
}

export const isVersionId = (text: string): boolean => text === nullVersionId || placeOf(text) !== undefined

export const versionsOf = (bucket: Bucket, key: string): readonly Version[] => bucket.keys.get(key) ?? []

/** The version with this id, or the latest; it may be a delete marker. */
export function findVersion(bucket: Bucket, key: string, versionId: string | undefined): Version | undefined {
  const versions = versionsOf(bucket, key)
  return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId)
}

/** The object that a request without version id reads. */
export function currentObject(bucket: Bucket, key: string): ObjectVersion | undefined {
  const latest = versionsOf(bucket, key)[0]
  return latest?.deleteMarker === false ? latest : undefined
}

/** Puts a version on top. A null version replaces the one that was there. */
export function addVersion(bucket: Bucket, version: ObjectVersion | DeleteMarker): void {
  const kept = versionsOf(bucket, version.key).filter(({ versionId }) => versionId !== version.versionId)
  bucket.keys.set(version.key, [version, ...kept])
}

/** What can be set on an object after it was stored; undefined takes it off. */
export type VersionChange = {
  readonly [Name in 'tags' | 'acl' | 'retention' | 'legalHold' | 'restored' | 'encryption']?: ObjectVersion[Name] | undefined
}

/** A version is never changed in place: another with the change takes its place. */
export function changeVersion(bucket: Bucket, version: ObjectVersion, change: VersionChange): void {
  const { tags = version.tags, acl = version.acl, encryption = version.encryption, ...rest } = { ...version, ...change }
  const { retention, legalHold, restored, ...same } = rest
  const changed: ObjectVersion = {
    ...same,
    tags,
    acl,
    encryption,
    ...(retention === undefined ? {} : { retention }),
    ...(legalHold === undefined ? {} : { legalHold }),
    ...(restored === undefined ? {} : { restored }),
  }
  bucket.keys.set(
    version.key,
    versionsOf(bucket, version.key).map((other) => (other === version ? changed : other)),
  )
}

/** Takes a version away for good. */
export function removeVersion(bucket: Bucket, key: string, versionId: string): void {
  const kept = versionsOf(bucket, key).filter((version) => version.versionId !== versionId)
  if (kept.length > 0) bucket.keys.set(key, kept)
  else bucket.keys.delete(key)
}

/** What a write answers about its version; older servers say nothing where versioning is suspended. */
export const newVersionIdOutput = (bucket: Bucket, version: { readonly versionId: string }, { profile }: Profiled): string | undefined =>
  profile === 'legacy-s3' && bucket.versioning === 'Suspended' ? undefined : versionIdOutput(bucket, version)

/**
 * What a copy says of its source; nothing of a null version: recorded from AWS.
 *
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3.snapshot.json (test_s3_copy_object_in_place_suspended_only)
 */
export const sourceVersionOutput = (bucket: Bucket, { versionId }: { readonly versionId: string }): string | undefined =>
  versionId === nullVersionId ? undefined : versionIdOutput(bucket, { versionId })

/** What answers say about the version: nothing while versioning was never enabled. */
export const versionIdOutput = (bucket: Bucket, version: { readonly versionId: string }): string | undefined =>
  bucket.versioning === undefined ? undefined : version.versionId
