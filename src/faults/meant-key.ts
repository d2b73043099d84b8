import { keyArn } from '../fixture/decide.ts'
import type { Fixture, Key } from '../fixture/fixture.ts'

const keyOf = (fixture: Fixture, arn: string): Key | undefined => [...fixture.keys.values()].find((key) => keyArn(fixture, key) === arn)

/** The region that the ARN of a key names. */
export const regionOfKey = (arn: string): string => arn.split(':')[3] ?? ''

/** The key that was meant by an ARN that no key in the region of the bucket has: the default key of the bucket, or one of the same name. */
export function meantKeyArn(fixture: Fixture, bucketName: string, arn: string): string | undefined {
  const bucket = fixture.buckets.get(bucketName)
  if (bucket === undefined || (keyOf(fixture, arn) !== undefined && regionOfKey(arn) === bucket.region)) return arn
  const inRegion = [...fixture.keys.values()].filter(({ region }) => region === bucket.region)
  const meant = inRegion.find(({ name }) => name === bucket.encryptionKey) ?? inRegion.find(({ name }) => arn.endsWith(`/${name}`))
  return meant === undefined ? undefined : keyArn(fixture, meant)
}

/** Whether an ARN names a key that the fixture would have if it were there. */
export const isKeyMissing = (fixture: Fixture, arn: string): boolean =>
  arn.includes(':key/') && keyOf(fixture, arn) === undefined && [...fixture.accounts.values()].some(({ id }) => id === arn.split(':')[4])
