import type { Profiled } from '../profile.ts'
import type { Random } from '../random.ts'
import type { Bucket } from './bucket.ts'
import type { DeleteMarker, ObjectVersion, Version } from './object-version.ts'

/** The version id of what was put while versioning was not enabled. */
export const nullVersionId = 'null'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'

/** The id that a new version of the bucket gets. */
export const newVersionId = (bucket: Bucket, random: Random): string =>
  bucket.versioning === 'Enabled' ? random.text(32, alphabet) : nullVersionId

export const isVersionId = (text: string): boolean => text === nullVersionId || /^[A-Za-z0-9._]{32}$/.test(text)

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

/** What answers say about the version: nothing while versioning was never enabled. */
export const versionIdOutput = (bucket: Bucket, version: { readonly versionId: string }): string | undefined =>
  bucket.versioning === undefined ? undefined : version.versionId
