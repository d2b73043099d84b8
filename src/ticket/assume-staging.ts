import type { S3Connection } from '../connectors/connection.ts'
import type { Draft } from './draft.ts'

/** For how long a pipeline may need what it has put down, where the ticket does not say it: over a weekend. */
const usualDays = 3

/**
 * A file that was there and is gone, and a rule that removes files that soon: the pipeline needs its files for longer. No ticket says for how long.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function assumeStaging(draft: Draft): Pick<S3Connection, 'stagingDays' | 'stagingFolder'> {
  const { connector, bucket, intermediateBucket } = draft.connection
  const isLake = connector === 's3-data-lake'
  const rules = draft.buckets.get((isLake ? bucket : intermediateBucket) ?? '')?.lifecycle?.values() ?? []
  const rule = Array.from(rules).find(({ days, prefix }) => days < usualDays && (!isLake || prefix !== ''))
  const isGone = draft.ticket.errors.some(({ code, message = '' }) => code === 'NoSuchKey' || /specified key does not exist/.test(message))
  if (rule === undefined || !isGone) return {}
  draft.assume(
    `the connection needs the files that it puts down for ${usualDays} days`,
    'one that it needed is gone, and the ticket does not say',
  )
  return { stagingDays: usualDays, ...(isLake ? { stagingFolder: rule.prefix.replace(/\/$/, '') } : {}) }
}
