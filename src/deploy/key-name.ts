/**
 * A KMS key of the fixture and the one that stands for it. AWS chooses the id of a key, so the documents of a fixture name a key by its name
 * there, `arn:aws:kms:us-east-1:111122223333:key/lake`, and stay plain IAM; deployed documents have the id.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts-intro.html#key-id-key-ARN
 */
export interface DeployedKey {
  readonly name: string
  /** As AWS has it, with the key id. */
  readonly arn: string
  /** As the fixture's documents have it, with the name. */
  readonly nameArn: string
}

/** A text of the fixture as the target needs it: key ids in the place of names. */
export const toKeyIds = (text: string, keys: readonly DeployedKey[]): string =>
  replaceAll(
    text,
    keys.map(({ nameArn, arn }) => [nameArn, arn]),
  )

/** A text of AWS as the fixture would say it: names in the place of key ids. */
export const toKeyNames = (text: string, keys: readonly DeployedKey[]): string =>
  replaceAll(
    text,
    keys.map(({ nameArn, arn }) => [arn, nameArn]),
  )

/** Whole ARNs only: the key `lake` is not the beginning of the key `lake-2`. */
function replaceAll(text: string, pairs: readonly (readonly [from: string, to: string])[]): string {
  if (pairs.length === 0) return text
  const names = new Map(pairs)
  const alternatives = pairs.map(([from]) => from.replace(/[^\w]/g, '\\$&')).join('|')
  return text.replace(new RegExp(`(?:${alternatives})(?![\\w/-])`, 'g'), (found) => names.get(found) ?? found)
}
