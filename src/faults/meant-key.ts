import { accountIdOf, keyArn } from '../fixture/decide.ts'
import type { Fixture, Key } from '../fixture/fixture.ts'

const keyOf = (fixture: Fixture, arn: string): Key | undefined => [...fixture.keys.values()].find((key) => keyArn(fixture, key) === arn)

/** The account that an ARN names. */
export const accountOfArn = (arn: string): string => arn.split(':')[4] ?? ''

/** The region that the ARN of a key names. */
export const regionOfKey = (arn: string): string => arn.split(':')[3] ?? ''

/** The key that was meant by a text that is no ARN of a key in the region of the bucket: one of the same name, or the default key of the bucket. */
export function meantKeyArn(fixture: Fixture, bucketName: string, arn: string): string | undefined {
  const bucket = fixture.buckets.get(bucketName)
  if (bucket === undefined || (keyOf(fixture, arn) !== undefined && regionOfKey(arn) === bucket.region)) return arn
  const inRegion = [...fixture.keys.values()].filter(({ region }) => region === bucket.region)
  const meant = inRegion.find(({ name }) => name === shortName(arn)) ?? inRegion.find(({ name }) => name === bucket.encryptionKey)
  return meant === undefined ? undefined : keyArn(fixture, meant)
}

/** Whether an ARN names a key that the fixture would have if it were there. */
export const isKeyMissing = (fixture: Fixture, arn: string): boolean =>
  arn.includes(':key/') && keyOf(fixture, arn) === undefined && [...fixture.accounts.values()].some(({ id }) => id === arn.split(':')[4])

/** An alias or an id, which says nothing of the account: KMS looks it up in that of whoever asks. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html */
export const isWithoutAccount = (text: string): boolean => !text.startsWith('arn:') && !text.startsWith('alias/aws/')

/** The name of a key behind its ARN, alias or id. */
const shortName = (text: string): string => text.slice(text.lastIndexOf('/') + 1)

/** Whether a text without an account names a key of the fixture in the account where KMS looks for it. */
export const isFoundFrom = (fixture: Fixture, account: string, text: string, region: string): boolean => {
  const key = fixture.keys.get(shortName(text))
  return key !== undefined && key.region === region && accountIdOf(fixture, key.account) === account
}
