import { editDistance, suggest } from '../base/suggest.ts'
import type { S3Connection } from '../connectors/connection.ts'
import { accountIdOf, findRole, roleArn } from '../fixture/decide.ts'
import type { Fixture, Role } from '../fixture/fixture.ts'
import { meantCatalog } from './meant-catalog.ts'
import { findMeantFolder } from './meant-folder.ts'
import { meantKeyArn } from './meant-key.ts'
import { refusalOfAcl } from './refused-acl.ts'
import { roleNameOf } from './subject.ts'

/**
 * The connection with names that the fixture has, where those that were typed are nearly the same: so the policies can be judged although the
 * role, the bucket, the folder or the region was mistyped.
 */
export function meantConnection(fixture: Fixture, typed: S3Connection): S3Connection {
  const role = findMeantRole(fixture, typed)
  const bucket = fixture.buckets.has(typed.bucket) ? typed.bucket : (nearestBucket(fixture, typed) ?? typed.bucket)
  const region = fixture.buckets.get(bucket)?.region ?? typed.region
  const placed = { ...typed, bucket, region, ...(role === undefined ? {} : { roleArn: role }) }
  const named = { ...placed, ...meantKey(fixture, bucket, typed), ...meantCatalog(fixture, placed, typed.region) }
  const { acl, ...withoutAcl } = named
  const accepted = refusalOfAcl(fixture.buckets.get(bucket), acl) === undefined ? named : withoutAcl
  return { ...accepted, baseDirectory: findMeantFolder({ fixture, connection: accepted }) ?? accepted.baseDirectory }
}

function meantKey(fixture: Fixture, bucket: string, { kmsKeyArn: arn }: S3Connection): Pick<S3Connection, 'kmsKeyArn'> {
  const meant = arn === undefined ? undefined : (meantKeyArn(fixture, bucket, arn) ?? arn)
  return meant === undefined ? {} : { kmsKeyArn: meant }
}

function findMeantRole(fixture: Fixture, { roleArn: arn }: S3Connection): string | undefined {
  if (arn === undefined || findRole(fixture, arn) !== undefined) return arn
  const role = roleUnderOtherPath(fixture, arn) ?? nearestRole(fixture, arn) ?? roleOfThatName(fixture, arn)
  return role === undefined ? arn : roleArn(fixture, role)
}

/** Roles of the account that the ARN names. */
const rolesBeside = (fixture: Fixture, arn: string): readonly Role[] =>
  [...fixture.roles.values()].filter(({ account }) => accountIdOf(fixture, account) === arn.split(':')[4])

/** A role of the same name in the same account, whose path the ARN lacks. */
export const roleUnderOtherPath = (fixture: Fixture, arn: string): Role | undefined =>
  arn.includes(':role/') ? rolesBeside(fixture, arn).find(({ name }) => name === roleNameOf(arn)) : undefined

/** A role of the same account whose name is nearly the same. */
export function nearestRole(fixture: Fixture, arn: string): Role | undefined {
  const roles = rolesBeside(fixture, arn)
  const near = suggest(
    roleNameOf(arn),
    roles.map(({ name }) => name),
  )
  return roles.find(({ name }) => name === near)
}

/** A role by its name alone, where what was typed is no ARN of a role. */
export const roleOfThatName = (fixture: Fixture, text: string): Role | undefined =>
  text.includes(':role/') ? undefined : fixture.roles.get(roleNameOf(text.trim()))

/** A bucket with nearly the same name; the transfer bucket is nobody's source. */
export function nearestBucket(fixture: Fixture, { bucket, intermediateBucket }: S3Connection): string | undefined {
  const names = [...fixture.buckets.keys()].filter((candidate) => candidate !== intermediateBucket)
  const distance = (candidate: string): number => editDistance(candidate, bucket, 10)
  const [near] = names.sort((a, b) => distance(a) - distance(b))
  return near !== undefined && distance(near) <= Math.max(2, bucket.length / 3) ? near : undefined
}
