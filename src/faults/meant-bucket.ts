import { editDistance } from '../base/suggest.ts'
import type { Evidence } from './evidence.ts'

/** A bucket of another account with nearly the same name. */
export function meantBucket({ fixture, connection }: Pick<Evidence, 'fixture' | 'connection'>): string | undefined {
  const { bucket, intermediateBucket } = connection
  const typed = fixture.buckets.get(bucket)
  return [...fixture.buckets.values()].find(
    ({ name: candidate, account }) =>
      candidate !== bucket && candidate !== intermediateBucket && account !== typed?.account && editDistance(candidate, bucket, 3) <= 2,
  )?.name
}
