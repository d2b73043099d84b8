import type { S3Connection } from '../connectors/connection.ts'
import { worker } from '../connectors/s3-needs.ts'
import { holderIn, holderOf } from './holder.ts'
import type { SetUp } from './set-up.ts'

/**
 * The set-up with a connection that does something besides the usual; undefined where the bucket is another account's, for there its policy would
 * have to let it as well.
 */
export function withOption({ fixture, connection }: SetUp, option: Partial<S3Connection>): SetUp | undefined {
  const isDone = Object.keys(option).every((name) =>
    Object.entries(connection).some(([known, value]) => known === name && value !== undefined),
  )
  const holder = holderOf(fixture, worker(connection))
  const owner = fixture.buckets.get(connection.bucket)?.account
  if (isDone || holder === undefined || holderIn(fixture, holder)?.account !== owner) return undefined
  return { fixture, connection: { ...connection, ...option } }
}
